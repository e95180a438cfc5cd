package stillroom.index.text;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import stillroom.index.query.QueryText;

/// Gives the parser of queries and the readers of frames what nobody meant to write. A query is
/// always understood somehow; frames are read or refused with an [IOException]. [#main] does so for
/// as long as one likes: `InputFuzz SECONDS [SEED]`.
final class InputFuzz {

    private static final List<String> PIECES =
            List.of(
                    "\"",
                    "-",
                    "(",
                    ")",
                    " OR ",
                    " AND ",
                    "*",
                    "?",
                    ":",
                    "near/5",
                    "near/",
                    "near/99999999999",
                    "title:",
                    "label:",
                    "type:",
                    "in:",
                    "since:",
                    "before:",
                    "page:",
                    "is:sensitive",
                    "sensitive:",
                    "3-7",
                    "2024-13-45",
                    "9999999999",
                    "\u0000",
                    "\uD800",
                    "\uDC00",
                    "\u202e",
                    "e\u0301\u0301\u0301",
                    "\ud83d\ude00",
                    " ",
                    "\t",
                    "\n",
                    "rent",
                    "a",
                    "ü",
                    "中文",
                    "--",
                    "''",
                    "[a TO b]",
                    "^9",
                    "~",
                    "\\",
                    "/.*/",
                    "{",
                    "}",
                    "%s",
                    "${x}");

    private final Random random;
    private final List<byte[]> frames = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    InputFuzz(long seed) throws IOException {
        random = new Random(seed);
        var page = new Page(1, "Rent is due.", List.of(new Page.Heading(0, 4, 1)));
        frames.add(
                written(out ->
                        Frames.write(
                                out, new Extraction.Text("pdf", "Lease", "en", List.of(page)))));
        frames.add(
                written(out ->
                        Frames.write(out, new Extraction.Unreadable("pdf", Problem.DAMAGED, "x"))));
        frames.add(written(out -> Frames.write(out, Optional.of(new Drawing(2, 2, new byte[12])))));
        frames.add(written(out -> Frames.write(out, List.of(new Mark(0, 0, 1, 1, true)))));
        frames.add(
                written(out ->
                        Frames.write(out, new Frames.Locked(Path.of("/a/b"), List.of("p")))));
        frames.add(written(out -> Frames.write(out, new Frames.Recognized(3, "text"))));
    }

    private interface Writes {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] written(Writes writes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            writes.write(out);
        }
        return bytes.toByteArray();
    }

    public static void main(String[] arguments) throws IOException {
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        var fuzz = new InputFuzz(seed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[0]));
        while (System.nanoTime() < end) {
            fuzz.run(1_000);
        }
        System.out.println(fuzz.counts);
    }

    /// Tries so many inputs, and returns what became of them.
    Map<String, Integer> run(int inputs) {
        for (int i = 0; i < inputs; i++) {
            if (random.nextBoolean()) {
                query();
            } else {
                frame();
            }
        }
        return counts;
    }

    private void query() {
        var text = new StringBuilder();
        int pieces = random.nextInt(random.nextInt(50) == 0 ? 3_000 : 12);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        try {
            var understood = QueryText.of(text.toString());
            understood.plain();
            understood.notes();
            counts.merge("queries", 1, Integer::sum);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("query " + escaped(text), e);
        }
    }

    private static String escaped(CharSequence text) {
        var escaped = new StringBuilder();
        text.chars()
                .forEach(c ->
                        escaped.append(
                                c > 31 && c < 127
                                        ? String.valueOf((char) c)
                                        : "\\u%04x".formatted(c)));
        return escaped.toString();
    }

    private void frame() {
        int which = random.nextInt(frames.size());
        var bytes = frames.get(which).clone();
        switch (random.nextInt(3)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            default -> {
                int at = random.nextInt(Math.max(1, bytes.length - 3));
                int extreme =
                        List.of(-1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24, 79_999_999)
                                .get(random.nextInt(6));
                for (int i = 0; i < 4 && at + i < bytes.length; i++) {
                    bytes[at + i] = (byte) (extreme >> (24 - 8 * i));
                }
            }
        }
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            switch (which) {
                case 0, 1 -> Frames.read(in, Limits.STANDARD);
                case 2 -> Frames.readDrawing(in);
                case 3 -> Frames.readMarks(in);
                case 4 -> Frames.readLocked(in);
                default -> Frames.readRecognized(in, Limits.STANDARD);
            }
            counts.merge("frames read", 1, Integer::sum);
        } catch (IOException refused) {
            counts.merge("frames refused", 1, Integer::sum);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("frame " + which + " " + HexFormat.of().formatHex(bytes), e);
        }
    }
}
