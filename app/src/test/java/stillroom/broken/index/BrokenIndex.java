package stillroom.broken.index;

import ai.djl.Device;
import java.net.Socket;
import java.sql.Connection;
import java.util.concurrent.Executors;
import org.apache.lucene.index.IndexWriter;
import stillroom.broken.ai.BrokenEmbedder;

/// An index that does what it must not.
public final class BrokenIndex {

    static int counter;

    record Everything(
            BrokenEmbedder embedder,
            Device device,
            Socket socket,
            Connection connection,
            IndexWriter writer) {}

    void run() {
        counter++;
        Executors.newCachedThreadPool().shutdownNow();
        System.out.println(counter);
    }
}
