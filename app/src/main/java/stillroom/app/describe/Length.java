package stillroom.app.describe;

import java.util.Locale;
import stillroom.ai.Summarizer.Wish;

/// The lengths of summary that are offered, and kept in the catalogue once made. How long a summary
/// is, the words say; twice as many sentences as those words usually make leave room for the short
/// lines of slides, lists and tables.
public enum Length {
    BRIEF(6, 75),
    STANDARD(12, 150),
    DETAILED(24, 300);

    /// A summary that is nearly as long as its document saves nobody time.
    private static final double MOST_OF_THE_DOCUMENT = 0.5;

    private final int sentences;
    private final int words;

    Length(int sentences, int words) {
        this.sentences = sentences;
        this.words = words;
    }

    /// Most sentences.
    public int sentences() {
        return sentences;
    }

    /// Most words.
    public int words() {
        return words;
    }

    /// Whether each section of the document has its say.
    public boolean bySection() {
        return this == DETAILED;
    }

    /// The most that a summary of this length holds of one document.
    ///
    /// @param documentWords how many words the document has
    Wish wish(int documentWords) {
        var part = (int) (documentWords * MOST_OF_THE_DOCUMENT);
        return new Wish(
                sentences,
                Math.clamp(part, Math.min(BRIEF.words, words), words),
                null,
                bySection());
    }

    /// What it is called in the catalogue and on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
