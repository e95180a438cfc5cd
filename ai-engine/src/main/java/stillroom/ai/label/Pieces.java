package stillroom.ai.label;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts a text into pieces that a model can take whole, few enough for a text of any length.
final class Pieces {

    /// About 200 words, which are fewer than 256 tokens in ordinary prose.
    private static final int PIECE = 1_000;

    /// Beginning and end of a document say most about its kind; between them, samples are enough.
    private static final int MOST_PIECES = 8;

    private Pieces() {}

    /// Returns at least one piece, in order, each cut between words.
    static List<String> of(String text) {
        List<String> pieces = new ArrayList<>();
        int count = Math.ceilDiv(Math.max(1, text.length()), PIECE);
        int taken = Math.min(count, MOST_PIECES);
        BreakIterator words = BreakIterator.getWordInstance(Locale.ROOT);
        for (int i = 0; i < taken; i++) {
            // Evenly spread over the text, the first at its start and the last at its end.
            long last = Math.max(0, text.length() - PIECE);
            int start = taken == 1 ? 0 : (int) (last * i / (taken - 1));
            int from = Math.max(0, start - PIECE / 10);
            int to = Math.min(text.length(), start + PIECE + PIECE / 10);
            String around = text.substring(from, to);
            words.setText(around);
            int begin = start == 0 ? 0 : words.following(start - from - 1);
            int end =
                    to == text.length()
                            ? around.length()
                            : words.preceding(Math.min(around.length(), start - from + PIECE + 1));
            if (begin < end) {
                pieces.add(around.substring(begin, end).strip());
            }
        }
        pieces.removeIf(String::isEmpty);
        return pieces.isEmpty() ? List.of(text.strip()) : pieces;
    }
}
