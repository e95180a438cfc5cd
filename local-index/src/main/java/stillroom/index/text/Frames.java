package stillroom.index.text;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the program and its reader process say to each other: a question about a file there, an
/// [Extraction], a [Drawing] or some [Mark]s back. Each string is its length in bytes, four bytes,
/// and its UTF-8; -1 stands for none.
final class Frames {

    private static final int TEXT = 1;
    private static final int UNREADABLE = 2;

    /// The questions: for the text, for a drawing, for the place of a quote.
    static final int EXTRACT = 1;

    static final int DRAW = 2;
    static final int FIND = 3;

    /// For the text of a picture of a page.
    static final int RECOGNIZE = 4;

    private static final int MOST_PASSWORDS = 1_000;
    private static final int MOST_MARKS = 10_000;
    private static final int MOST_BYTES = 96_000_000;

    private static final int READY = 'S';

    private Frames() {}

    /// Says that the reader process is there and can be asked.
    static void writeReady(DataOutputStream out) throws IOException {
        out.writeByte(READY);
        out.flush();
    }

    static void readReady(DataInputStream in) throws IOException {
        if (in.readUnsignedByte() != READY) {
            throw new StreamCorruptedException("no reader process");
        }
    }

    /// A file, and the passwords to try if it is encrypted.
    record Locked(Path file, List<String> passwords) {}

    static void write(DataOutputStream out, Locked locked) throws IOException {
        writeString(out, locked.file().toString());
        int size = Math.min(locked.passwords().size(), MOST_PASSWORDS);
        out.writeInt(size);
        for (String password : locked.passwords().subList(0, size)) {
            writeString(out, password);
        }
    }

    static Locked readLocked(DataInputStream in) throws IOException {
        Path file = path(readString(in, Limits.STANDARD));
        int size = between(0, in.readInt(), MOST_PASSWORDS);
        List<String> passwords = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            passwords.add(readString(in, Limits.STANDARD));
        }
        return new Locked(file, passwords);
    }

    private static Path path(String text) throws StreamCorruptedException {
        try {
            return Path.of(text);
        } catch (InvalidPathException broken) {
            throw new StreamCorruptedException("a path that cannot be");
        }
    }

    static void write(DataOutputStream out, Extraction extraction) throws IOException {
        switch (extraction) {
            case Extraction.Text text -> {
                out.writeByte(TEXT);
                writeString(out, text.type());
                writeString(out, text.title());
                writeString(out, text.language());
                out.writeInt(text.pages().size());
                for (Page page : text.pages()) {
                    write(out, page);
                }
            }
            case Extraction.Unreadable unreadable -> {
                out.writeByte(UNREADABLE);
                writeString(out, unreadable.type());
                writeString(out, unreadable.problem().name());
                writeString(out, unreadable.detail());
            }
        }
    }

    private static void write(DataOutputStream out, Page page) throws IOException {
        out.writeInt(page.number());
        writeString(out, page.text());
        out.writeInt(page.headings().size());
        for (Page.Heading heading : page.headings()) {
            out.writeInt(heading.start());
            out.writeInt(heading.end());
            out.writeInt(heading.level());
        }
    }

    static void write(DataOutputStream out, Optional<Drawing> drawing) throws IOException {
        out.writeInt(drawing.map(Drawing::width).orElse(0));
        out.writeInt(drawing.map(Drawing::height).orElse(0));
        out.write(drawing.map(Drawing::rgb).orElse(new byte[0]));
    }

    static Optional<Drawing> readDrawing(DataInputStream in) throws IOException {
        int width = between(0, in.readInt(), MOST_BYTES);
        int height = between(0, in.readInt(), MOST_BYTES);
        if (3L * width * height > MOST_BYTES) {
            throw new StreamCorruptedException("a drawing is too large");
        }
        byte[] rgb = in.readNBytes(3 * width * height);
        if (rgb.length < 3 * width * height) {
            throw new StreamCorruptedException("ended within a drawing");
        }
        return rgb.length == 0 ? Optional.empty() : Optional.of(new Drawing(width, height, rgb));
    }

    static void write(DataOutputStream out, List<Mark> marks) throws IOException {
        int size = Math.min(marks.size(), MOST_MARKS);
        out.writeInt(size);
        for (Mark mark : marks.subList(0, size)) {
            out.writeDouble(mark.left());
            out.writeDouble(mark.top());
            out.writeDouble(mark.width());
            out.writeDouble(mark.height());
            out.writeBoolean(mark.strong());
        }
    }

    static List<Mark> readMarks(DataInputStream in) throws IOException {
        int size = between(0, in.readInt(), MOST_MARKS);
        List<Mark> marks = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            marks.add(
                    new Mark(
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readDouble(),
                            in.readBoolean()));
        }
        return marks;
    }

    /// What a picture of a page says.
    ///
    /// @param pages of the document; 0 if it cannot be opened
    /// @param text empty if there is none; null if the page has text of its own, or no picture, or
    ///   cannot be read
    record Recognized(int pages, @Nullable String text) {}

    static void write(DataOutputStream out, Recognized recognized) throws IOException {
        out.writeInt(recognized.pages());
        writeString(out, recognized.text());
    }

    static Recognized readRecognized(DataInputStream in, Limits limits) throws IOException {
        return new Recognized(
                between(0, in.readInt(), Integer.MAX_VALUE), readNullable(in, limits));
    }

    /// @param limits what the other side has promised to keep to, and is held to
    static Extraction read(DataInputStream in, Limits limits) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case TEXT -> {
                String type = readString(in, limits);
                String title = readNullable(in, limits);
                String language = readNullable(in, limits);
                int size = between(0, in.readInt(), limits.pages());
                List<Page> pages = new ArrayList<>();
                for (int index = 0; index < size; index++) {
                    pages.add(readPage(in, limits));
                }
                yield new Extraction.Text(type, title, language, pages);
            }
            case UNREADABLE ->
                    new Extraction.Unreadable(
                            readString(in, limits),
                            problem(readString(in, limits)),
                            readString(in, limits));
            default -> throw new StreamCorruptedException("answer of kind " + kind);
        };
    }

    private static Page readPage(DataInputStream in, Limits limits) throws IOException {
        int number = in.readInt();
        String text = readString(in, limits);
        int size = between(0, in.readInt(), text.length());
        List<Page.Heading> headings = new ArrayList<>();
        for (int index = 0; index < size; index++) {
            int start = between(0, in.readInt(), text.length());
            int end = between(start, in.readInt(), text.length());
            headings.add(new Page.Heading(start, end, in.readInt()));
        }
        return new Page(number, text, headings);
    }

    private static Problem problem(String name) throws StreamCorruptedException {
        for (Problem problem : Problem.values()) {
            if (problem.name().equals(name)) {
                return problem;
            }
        }
        throw new StreamCorruptedException("no such problem");
    }

    static void writeString(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readString(DataInputStream in, Limits limits) throws IOException {
        String text = readNullable(in, limits);
        if (text == null) {
            throw new StreamCorruptedException("a text is missing");
        }
        return text;
    }

    private static @Nullable String readNullable(DataInputStream in, Limits limits)
            throws IOException {
        int length = between(-1, in.readInt(), 4 * limits.characters());
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new StreamCorruptedException("ended within a text");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int between(int least, int value, int most) throws StreamCorruptedException {
        if (value < least || value > most) {
            throw new StreamCorruptedException("a number of " + value);
        }
        return value;
    }
}
