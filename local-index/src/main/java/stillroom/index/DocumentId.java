package stillroom.index;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The identity of a document: the SHA-256 of its bytes, as 64 lower-case hexadecimal digits.
public record DocumentId(String sha256) implements Comparable<DocumentId> {

    private static final int DIGITS = 64;

    public DocumentId {
        if (!isOne(sha256)) {
            throw new IllegalArgumentException("not a SHA-256: " + sha256);
        }
    }

    static boolean isOne(String text) {
        // Not by a pattern: a large library makes hundreds of thousands of these when it opens.
        boolean isOne = text.length() == DIGITS;
        for (int i = 0; isOne && i < DIGITS; i++) {
            char digit = text.charAt(i);
            isOne = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
        }
        return isOne;
    }

    /// What makes an id of bytes.
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
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
