package stillroom.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import stillroom.index.DocumentId;

/// What a person means by `PATH|DOC`: a file that is there, else a document of the library. A file
/// is taken as it lies on the disk, so that the library need not even be opened.
sealed interface Target {

    record File(Path path) implements Target {}

    record InLibrary(DocumentId id, Path path) implements Target {}

    static Target of(String named, Stillroom stillroom) {
        var file = Path.of(named).toAbsolutePath().normalize();
        if (Files.exists(file)) {
            return new File(file);
        }
        var document = stillroom.document(named);
        return new InLibrary(document.id(), document.path());
    }

    Path path();
}
