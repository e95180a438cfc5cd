package stillroom.index;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What the user added, as the catalogue knows it at one moment.
///
/// @param sources where it was found on disk, absolute, first seen first; never empty
/// @param title the title it gives itself, else the name of its first source
/// @param type short name of its format, such as `pdf` or `docx`
/// @param pages number of pages; one for a format without pages, 0 while it was not read
/// @param bytes size
/// @param added when it came into the library
/// @param labels set by hand first, then proposed ones by falling confidence
/// @param sensitive what is sensitive in it, by kind; empty if nothing was found or looked for yet
/// @param opened whether somebody has opened it in the window
public record Document(
        DocumentId id,
        List<Path> sources,
        String title,
        String type,
        int pages,
        long bytes,
        Instant added,
        Status status,
        List<DocumentLabel> labels,
        List<SensitiveMark> sensitive,
        boolean opened) {

    public Document {
        sources = List.copyOf(sources);
        labels = List.copyOf(labels);
        sensitive = List.copyOf(sensitive);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("a document has a source");
        }
    }

    /// The source that is shown when there is room for one.
    public Path path() {
        return sources.getFirst();
    }
}
