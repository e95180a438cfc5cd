package stillroom.index.text;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the program and its reader process say to each other: a path there, an [Extraction] back.
/// Each string is its length in bytes, four bytes, and its UTF-8; -1 stands for none.
final class Frames {

    private static final int TEXT = 1;
    private static final int UNREADABLE = 2;

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
        out.flush();
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
