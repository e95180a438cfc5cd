package stillroom.index.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Draws pages of files that have them as pictures, which is PDF only. Safe for any thread; blocks
/// until it is done or given up.
public interface PageDrawer extends AutoCloseable {

    /// Draws a page; empty if the file has no such page, or cannot be drawn.
    ///
    /// @param page counted from 1
    /// @param width of the drawing, in pixels; its height follows
    Optional<Drawing> draw(Path file, int page, int width);

    /// Finds where a quote stands on a page, letter by letter, whatever the spaces and hyphens
    /// between; empty if it does not.
    ///
    /// @param words in lower case, marked strongly within the quote
    List<Mark> find(Path file, int page, String quote, Set<String> words);

    @Override
    void close();
}
