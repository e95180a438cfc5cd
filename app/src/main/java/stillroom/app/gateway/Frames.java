package stillroom.app.gateway;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What program and gateway say to each other: four bytes of length, one of kind, and text in
/// UTF-8.
final class Frames {

    /// To the gateway: where to and with which key, as JSON.
    static final byte OPEN = 'O';

    /// To the gateway: the body of a request.
    static final byte ASK = 'A';

    /// To the gateway: give the request up.
    static final byte STOP = 'C';

    /// From the gateway, once it is open: whether the system keeps files from it.
    static final byte READY = 'R';

    /// From the gateway: a piece of the answer.
    static final byte TEXT = 'T';

    /// From the gateway: still at it.
    static final byte TICK = '.';

    /// From the gateway: [Reply.Answered] as JSON, without the text.
    static final byte DONE = 'D';

    /// From the gateway: [Reply.Failed] as JSON.
    static final byte FAILED = 'F';

    private static final int LONGEST = 16 << 20;

    private final DataInputStream in;
    private final DataOutputStream out;

    Frames(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    record Frame(byte kind, String text) {}

    void write(byte kind, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.writeByte(kind);
        out.write(bytes);
        out.flush();
    }

    /// Waits for the next frame; empty if the other side is gone.
    Optional<Frame> read() throws IOException {
        try {
            int length = in.readInt();
            if (length < 0 || length > LONGEST) {
                throw new IOException("a frame of " + length + " bytes");
            }
            byte kind = in.readByte();
            var bytes = in.readNBytes(length);
            return bytes.length < length
                    ? Optional.empty()
                    : Optional.of(new Frame(kind, new String(bytes, StandardCharsets.UTF_8)));
        } catch (EOFException _) {
            return Optional.empty();
        }
    }

    /// Whether [#read] would find something at once.
    boolean isWaiting() throws IOException {
        return in.available() > 0;
    }
}
