package stillroom.app.describe;

import java.util.Locale;
import stillroom.ai.Summarizer.Wish;

/// The lengths of summary that are offered, and kept in the catalogue once made.
public enum Length {
    BRIEF(3, 75),
    STANDARD(6, 150),
    DETAILED(12, 300);

    private final int sentences;
    private final int words;

    Length(int sentences, int words) {
        this.sentences = sentences;
        this.words = words;
    }

    /// The most that a summary of this length holds.
    public Wish wish() {
        return new Wish(sentences, words, null);
    }

    /// What it is called in the catalogue and on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
