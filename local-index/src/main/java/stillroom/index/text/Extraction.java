package stillroom.index.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came out of a file.
public sealed interface Extraction {

    /// Short name of the format, such as `pdf`; the file extension if it is not known.
    String type();

    /// The file has text.
    ///
    /// @param title the title that the document gives itself, if any
    /// @param language ISO 639-1 code of the main language, if it could be told
    record Text(String type, @Nullable String title, @Nullable String language, List<Page> pages)
            implements Extraction {

        public Text {
            pages = List.copyOf(pages);
        }
    }

    /// The file has no text that could be had.
    ///
    /// @param detail what was seen; may be empty; holds no text of the document
    record Unreadable(String type, Problem problem, String detail) implements Extraction {}
}
