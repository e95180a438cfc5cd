package stillroom.app.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Requests;
import stillroom.index.Document;
import stillroom.index.LocalIndex;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;
import stillroom.index.text.Problem;

/// A real library without a window: every executor is the calling thread.
public final class WindowFixture implements AutoCloseable {

    public final Requests requests = new Requests(Runnable::run, Runnable::run);
    public final LocalIndex index;
    public final Documents documents;
    private final Path desk;

    public WindowFixture(Path folder) {
        try {
            desk = Files.createDirectories(folder.resolve("desk"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        index = LocalIndex.open(folder.resolve("library"));
        documents = new Documents(index, Runnable::run, Runnable::run);
    }

    /// Writes a file and adds it.
    public Document add(String name, String text) {
        try {
            var file = desk.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            index.add(List.of(file));
            return index.find(file.toString()).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Adds a file of one page that is found by words.
    public Document addRead(String name, String text) {
        var document = add(name, text);
        index.putText(
                document.id(),
                new Extraction.Text("txt", null, null, List.of(new Page(1, text, List.of()))),
                List.of(new Passage(0, 1, 0, text.length(), "", text)));
        return index.document(document.id()).orElseThrow();
    }

    /// Adds a file that cannot be read.
    public Document addFailed(String name, Problem problem) {
        var document = add(name, name);
        index.fail(document.id(), "pdf", problem, "");
        return index.document(document.id()).orElseThrow();
    }

    public Path desk() {
        return desk;
    }

    @Override
    public void close() {
        index.close();
    }
}
