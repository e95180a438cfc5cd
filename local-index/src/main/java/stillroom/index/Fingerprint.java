package stillroom.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/// The threes of words of a text, as sorted hashes, to tell texts that are nearly equal.
///
/// How alike two texts are is the part of all their threes that they share (Jaccard). Case,
/// punctuation and line breaks do not count, so that the same text in another format is equal.
final class Fingerprint {

    /// As much that two texts share makes one nearly the same as the other.
    static final double ALIKE = 0.8;

    /// Of shorter texts, one word more or less makes another text.
    private static final int FEWEST_WORDS = 20;

    /// How many numbers stand for a text in a [#sketch].
    static final int SKETCH = 64;

    /// As many numbers of a sketch make a band: two texts that share a band are compared. With 16
    /// bands, two texts with a likeness of 0.8 share one in 999 of 1,000 cases.
    static final int BAND = 4;

    /// Where FNV-1a begins.
    private static final long NO_WORD = 0xcbf29ce484222325L;

    private final long[] threes;

    private Fingerprint(long[] threes) {
        this.threes = threes;
    }

    static Fingerprint of(String text) {
        long[] words = words(text.toLowerCase(Locale.ROOT));
        if (words.length < FEWEST_WORDS) {
            long hash = words.length;
            for (long word : words) {
                hash = mixed(hash * 31 + word);
            }
            return new Fingerprint(words.length == 0 ? new long[0] : new long[] {hash});
        }
        var threes = new long[words.length - 2];
        for (int i = 0; i < threes.length; i++) {
            threes[i] = mixed(mixed(mixed(words[i]) + words[i + 1]) + words[i + 2]);
        }
        Arrays.sort(threes);
        int distinct = 1;
        for (long three : threes) {
            if (three != threes[distinct - 1]) {
                threes[distinct++] = three;
            }
        }
        return new Fingerprint(Arrays.copyOf(threes, distinct));
    }

    /// Returns a hash (FNV-1a) of each word: of what stands between all that is neither letter nor
    /// number.
    private static long[] words(String text) {
        var words = new long[text.length() / 6 + 16];
        int count = 0;
        long hash = NO_WORD;
        for (int i = 0; i <= text.length(); ) {
            int point = i < text.length() ? text.codePointAt(i) : ' ';
            int end = i + Character.charCount(point);
            if (isOfWord(point)) {
                for (; i < end; i++) {
                    hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
                }
            } else if (hash != NO_WORD) {
                if (count == words.length) {
                    words = Arrays.copyOf(words, 2 * count);
                }
                words[count++] = hash;
                hash = NO_WORD;
            }
            i = end;
        }
        return Arrays.copyOf(words, count);
    }

    private static boolean isOfWord(int point) {
        if (point < 128) {
            return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
        }
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER ->
                    true;
            default -> Character.isLetterOrDigit(point);
        };
    }

    /// The last step of MurmurHash3: each bit depends on every bit.
    private static long mixed(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /// Returns how alike two texts are, in \[0, 1\]; two without words are not.
    double likeness(Fingerprint other) {
        int shared = 0;
        int i = 0;
        int j = 0;
        while (i < threes.length && j < other.threes.length) {
            int order = Long.compare(threes[i], other.threes[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        int all = threes.length + other.threes.length - shared;
        return all == 0 ? 0 : (double) shared / all;
    }

    boolean isLike(Fingerprint other) {
        double shorter = Math.min(threes.length, other.threes.length);
        double longer = Math.max(threes.length, other.threes.length);
        return shorter >= ALIKE * longer && likeness(other) >= ALIKE;
    }

    /// Returns the least of all threes under each of [#SKETCH] orders (MinHash, Broder 1997), which
    /// two texts share about as often as they are alike; empty for a text without words.
    byte[] sketch() {
        if (threes.length == 0) {
            return new byte[0];
        }
        var sketch = ByteBuffer.allocate(SKETCH * Integer.BYTES);
        for (int order = 0; order < SKETCH; order++) {
            long factor = (order * 0x9e3779b97f4a7c16L) | 1;
            int least = Integer.MAX_VALUE;
            for (long three : threes) {
                least = Math.min(least, (int) ((three * factor) >>> 33));
            }
            sketch.putInt(least);
        }
        return sketch.array();
    }
}
