package stillroom.index.text;

/// The piece of a document that is embedded and found. Lies within one page.
///
/// @param ordinal counted from 0 within the document
/// @param page counted from 1
/// @param start first char in the text of the page
/// @param end exclusive
/// @param heading the heading above it, empty if none
/// @param text the text of the page from `start` to `end`
public record Passage(int ordinal, int page, int start, int end, String heading, String text) {

    /// Returns what the model is given to read: a passage out of the middle of a document means
    /// more under the title of the document and the heading above it. Neither is repeated where the
    /// passage begins with it.
    ///
    /// @param title the title of the document
    public String textToEmbed(String title) {
        var whole = new StringBuilder();
        if (!text.startsWith(title)) {
            whole.append(title).append('\n');
        }
        if (!heading.isEmpty() && !heading.equals(title) && !text.startsWith(heading)) {
            whole.append(heading).append('\n');
        }
        return whole.append(text).toString();
    }
}
