package stillroom.index;

/// The identity of a document: the SHA-256 of its bytes, as 64 lower-case hexadecimal digits.
public record DocumentId(String sha256) implements Comparable<DocumentId> {

    private static final int DIGITS = 64;

    public DocumentId {
        // Not by a pattern: a large library makes hundreds of thousands of these when it opens.
        boolean isOne = sha256.length() == DIGITS;
        for (int i = 0; isOne && i < DIGITS; i++) {
            char digit = sha256.charAt(i);
            isOne = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
        }
        if (!isOne) {
            throw new IllegalArgumentException("not a SHA-256: " + sha256);
        }
    }

    @Override
    public int compareTo(DocumentId other) {
        return sha256.compareTo(other.sha256);
    }

    @Override
    public String toString() {
        return sha256;
    }
}
