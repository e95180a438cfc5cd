package stillroom.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/// What tells without reading a file whether it is still the one that was read.
///
/// @param modified nanoseconds since 1970
/// @param key what the system calls the file, whatever its name: the device and the number on it;
///   empty where the system has no such thing
public record FileStamp(long bytes, long modified, String key) {

    private static final String NUMBER = ",ino=";

    /// Takes the stamp of a file or folder; follows links.
    public static FileStamp of(Path file) throws IOException {
        return of(Files.readAttributes(file, BasicFileAttributes.class));
    }

    static FileStamp of(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return new FileStamp(
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                key == null ? "" : key.toString());
    }

    /// Says whether `now` is what became of the file that was, unread and unchanged. The device may
    /// have another name today: drives are numbered as they come.
    public boolean isStill(FileStamp now) {
        return bytes == now.bytes
                && modified == now.modified
                && (key.isEmpty() || now.key.isEmpty() || number().equals(now.number()));
    }

    private String number() {
        return key.substring(Math.max(0, key.indexOf(NUMBER)));
    }

    /// The device that the file lies on; empty if that is not known.
    public String device() {
        return key.substring(0, Math.max(0, key.indexOf(NUMBER)));
    }
}
