package stillroom.index.text;

import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.poi.OldFileFormatException;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.UnsupportedFormatException;
import org.apache.tika.exception.ZeroByteFileException;
import org.xml.sax.SAXParseException;

/// Says which [Problem] an exception of a parser means.
final class Failure {

    private static final int LONGEST_CHAIN = 20;

    /// JAXP00010001 to JAXP00010007.
    private static final String LIMIT_OF_XML = "JAXP0001000";

    private Failure() {}

    /// The detail names kinds of exceptions only: their messages may hold text of the document.
    static Extraction.Unreadable of(String type, Throwable failure) {
        Throwable cause = failure;
        StringBuilder detail = new StringBuilder();
        for (int length = 0; cause != null && length < LONGEST_CHAIN; length++) {
            Problem problem = problemOf(cause);
            if (problem != null) {
                String message = cause instanceof OverLimit ? cause.getMessage() : "";
                return new Extraction.Unreadable(type, problem, message == null ? "" : message);
            }
            detail.append(detail.isEmpty() ? "" : ", ").append(cause.getClass().getSimpleName());
            cause = cause.getCause();
        }
        return new Extraction.Unreadable(type, Problem.DAMAGED, detail.toString());
    }

    /// Java has limits of its own, for how deep elements may lie and how far entities may grow, and
    /// tells them from other mistakes by the codes of its messages alone.
    private static boolean isOverLimitOfXml(SAXParseException broken) {
        String message = broken.getMessage();
        return message != null && message.startsWith(LIMIT_OF_XML);
    }

    private static @org.jspecify.annotations.Nullable Problem problemOf(Throwable cause) {
        return switch (cause) {
            case OverLimit _ -> Problem.TOO_LARGE;
            case SAXParseException broken when isOverLimitOfXml(broken) -> Problem.TOO_LARGE;
            case StackOverflowError _ -> Problem.TOO_LARGE;
            case EncryptedDocumentException _ -> Problem.ENCRYPTED;
            case org.apache.poi.EncryptedDocumentException _ -> Problem.ENCRYPTED;
            case InvalidPasswordException _ -> Problem.ENCRYPTED;
            case UnsupportedFormatException _ -> Problem.UNSUPPORTED;
            case OldFileFormatException _ -> Problem.UNSUPPORTED;
            case ZeroByteFileException _ -> Problem.EMPTY;
            case FileNotFoundException _ -> Problem.UNREADABLE;
            case FileSystemException _ -> Problem.UNREADABLE;
            default -> null;
        };
    }
}
