package stillroom.index.text;

import java.util.Locale;
import java.util.Map;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;

/// Short names of formats, as the user knows them from the ends of file names.
final class Format {

    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("application/pdf", "pdf"),
                    Map.entry("application/rtf", "rtf"),
                    Map.entry("application/xhtml+xml", "html"),
                    Map.entry("application/xml", "xml"),
                    Map.entry("application/json", "json"),
                    Map.entry("application/mbox", "mbox"),
                    Map.entry("application/vnd.ms-outlook", "msg"),
                    Map.entry("message/rfc822", "eml"),
                    Map.entry("text/html", "html"),
                    Map.entry("text/plain", "txt"),
                    Map.entry("text/x-web-markdown", "md"),
                    Map.entry("text/csv", "csv"));

    /// Names that say more than the content does: both are plain text.
    private static final Map<String, String> TEXTS =
            Map.of("md", "md", "markdown", "md", "csv", "csv", "tsv", "tsv");

    private Format() {}

    /// Returns the short name of `type`; that of the file if `type` says nothing.
    static String name(MediaType type, String fileName) {
        String known = NAMES.get(type.getBaseType().toString());
        String extension = extension(fileName);
        if ("txt".equals(known)) {
            return TEXTS.getOrDefault(extension, extension.isEmpty() ? "txt" : extension);
        }
        if (known != null) {
            return known;
        }
        String usual = usualExtension(type);
        return usual.isEmpty() ? extension : usual;
    }

    private static String usualExtension(MediaType type) {
        if (type.getBaseType().equals(MediaType.OCTET_STREAM)) {
            return "";
        }
        try {
            return extension(
                    MimeTypes.getDefaultMimeTypes()
                            .forName(type.getBaseType().toString())
                            .getExtension());
        } catch (MimeTypeException unknown) {
            return "";
        }
    }

    /// Returns what follows the last dot of a file name, in lower case; empty if that is no
    /// extension.
    static String extension(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return extension.length() <= 8 && extension.chars().allMatch(Character::isLetterOrDigit)
                ? extension
                : "";
    }
}
