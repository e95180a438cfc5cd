package stillroom.index.text;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// Archives are not read; this tells those that need a password, so that they are called so.
final class Archive {

    /// The coder of 7-Zip that encrypts, as its number stands in a header.
    private static final String AES = "\u0006\u00F1\u0007\u0001";

    private static final int START_OF_7Z = 32;
    private static final int LONGEST_HEADER = 1 << 20;

    private Archive() {}

    /// @param type short name of the format
    static boolean isEncrypted(Path file, String type) throws IOException {
        return switch (type) {
            case "zip" -> isEncryptedZip(file);
            case "7z" -> isEncrypted7z(file);
            default -> false;
        };
    }

    private static boolean isEncryptedZip(Path file) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            return Collections.list(zip.getEntries()).stream()
                    .map(ZipArchiveEntry::getGeneralPurposeBit)
                    .anyMatch(bits -> bits.usesEncryption());
        }
    }

    /// The header at the end names the coders in use, unless it is compressed itself.
    private static boolean isEncrypted7z(Path file) throws IOException {
        try (RandomAccessFile archive = new RandomAccessFile(file.toFile(), "r")) {
            byte[] start = new byte[START_OF_7Z];
            archive.readFully(start);
            ByteBuffer numbers = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
            long offset = numbers.getLong(12);
            long length = numbers.getLong(20);
            if (offset < 0 || length < 0 || length > LONGEST_HEADER) {
                return false;
            }
            byte[] header = new byte[(int) length];
            archive.seek(START_OF_7Z + offset);
            archive.readFully(header);
            return new String(header, StandardCharsets.ISO_8859_1).contains(AES);
        }
    }
}
