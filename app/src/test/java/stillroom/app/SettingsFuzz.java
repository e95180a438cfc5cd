package stillroom.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import stillroom.app.cli.Stillroom;
import stillroom.app.cli.Terminal;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.lock.LockState;
import stillroom.app.route.CloudSettings;
import stillroom.app.route.Consents;
import stillroom.app.route.Rules;
import stillroom.app.settings.GeneratorSetting;
import stillroom.app.settings.KeyFigures;
import stillroom.app.settings.OcrSetting;
import stillroom.app.settings.PrecisionSetting;
import stillroom.app.settings.TierSetting;
import stillroom.app.settings.WorkSetting;
import stillroom.app.ui.common.Look;
import stillroom.index.LocalIndex;

/// Gives the program what nobody meant to write where it keeps things that people can change: the
/// ledger, the files of the cloud fallback, the settings of a library; and arguments that nobody
/// would type. Files are read or refused with an [IOException], settings are read or count as not
/// set, and a command never ends with "Something inside went wrong".
///
/// `SettingsFuzz SECONDS [SEED]` does so for as long as one likes.
final class SettingsFuzz implements AutoCloseable {

    private static final List<String> ODD =
            List.of(
                    "",
                    " ",
                    "-1",
                    "0",
                    "99999999999999999999",
                    "1e309",
                    "NaN",
                    "null",
                    "true",
                    "\"",
                    "\\",
                    "{}",
                    "[]",
                    "\n",
                    "\t",
                    "\u0000",
                    "\ud800",
                    "\u202eabc",
                    "é",
                    "🌱",
                    "--",
                    "-",
                    "%s%n",
                    "${x}",
                    "../..",
                    "a".repeat(10_000),
                    "2024-99-99T00:00:00Z",
                    "+1000000000-12-31T23:59:59Z");

    /// What readers of settings look for, and a good value for each.
    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry("window.theme", "DARK"),
                    Map.entry("window.language", "GERMAN"),
                    Map.entry("window.size", "150"),
                    Map.entry("tier", "small"),
                    Map.entry("tier.reason", "measured"),
                    Map.entry("ocr.on", "yes"),
                    Map.entry("ocr.languages", "eng+deu"),
                    Map.entry("work.effort", "HALF"),
                    Map.entry("work.on-battery", "gently"),
                    Map.entry("figures.answers", "{\"answers\":{},\"peakBytes\":1}"),
                    Map.entry("precision.p", "int8"),
                    Map.entry("calibration.p", "int8\t1.5\t0.99\ttrue\t0.9"),
                    Map.entry("calibrated.p", "2026-11-28T12:00:00Z"));

    private static final List<String> RULES =
            List.of(
                    "a: local when words > 100",
                    "b: never when label \"x\" and folder \"/a\"",
                    "c: cloud when confidence < 0.5",
                    "d: local when memory < 500",
                    "e: local when sensitive iban",
                    "f: local when script not latin",
                    "all: cloud");
    private static final String CONSENT = "until 2026-12-01T00:00:00Z folder \"/a\"";
    private static final String CLOUD =
            "{\"on\":true,\"endpoint\":{\"address\":\"https://a.example/v1\",\"model\":\"m\",\"proxy\":\"p:1\"}}";

    /// Commands that do nothing outside of their library, whatever they are told. Those that import
    /// or measure models, follow folders, write files or open the window are left out.
    private static final List<String> COMMANDS =
            List.of(
                    "list",
                    "search",
                    "show",
                    "summarize",
                    "classify",
                    "label",
                    "similar",
                    "duplicates",
                    "ask",
                    "ocr",
                    "status",
                    "check",
                    "remove",
                    "privacy");

    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

    private final Random random;
    private final Path folder;
    private final LocalIndex index;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, List<String>> options = new TreeMap<>();

    SettingsFuzz(Path folder, long seed) throws IOException {
        this.random = new Random(seed);
        this.folder = folder;
        this.index = LocalIndex.open(folder.resolve("settings"));
        Files.createDirectories(folder.resolve("settings/ledger"));
    }

    public static void main(String[] arguments) throws IOException {
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        try (var fuzz = new SettingsFuzz(Files.createTempDirectory("stillroom-fuzz"), seed)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[0]));
            while (System.nanoTime() < end) {
                fuzz.files(500);
                fuzz.commands(5);
            }
            System.out.println(fuzz.counts);
        }
    }

    /// Tries so many files and settings, and returns what became of them.
    Map<String, Integer> files(int inputs) throws IOException {
        for (int i = 0; i < inputs; i++) {
            switch (random.nextInt(5)) {
                case 0 -> ledger();
                case 1 -> file("cloud.json", CLOUD, CloudSettings::load);
                case 2 ->
                        file(
                                "rules.txt",
                                String.join("\n", RULES.subList(random.nextInt(6), 7)),
                                Rules::load);
                case 3 ->
                        file(
                                "consents.txt",
                                CONSENT,
                                library -> Consents.load(library, Clock.systemUTC()));
                default -> setting();
            }
        }
        return counts;
    }

    /// Tries so many command lines, and returns what became of them.
    Map<String, Integer> commands(int lines) {
        for (int i = 0; i < lines; i++) {
            command();
        }
        return counts;
    }

    private interface Load {
        Object from(Path library) throws IOException;
    }

    private void file(String name, String good, Load load) throws IOException {
        var text = changed(good);
        Files.write(folder.resolve("settings").resolve(name), text);
        judge(name, text, load);
    }

    private void judge(String name, byte[] text, Load load) {
        try {
            load.from(folder.resolve("settings"));
            counts.merge(name + " read", 1, Integer::sum);
        } catch (IOException refused) {
            counts.merge(name + " refused", 1, Integer::sum);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(name + " " + escaped(text), e);
        }
    }

    /// Records whose hashes hold, whatever stands in them, and others.
    private void ledger() throws IOException {
        var text = new StringBuilder();
        var head = "0".repeat(64);
        for (int i = 1; i <= 1 + random.nextInt(4); i++) {
            var told =
                    random.nextBoolean()
                            ? "\"departure\":{\"destination\":\"d\",\"rule\":\"r\",\"consent\":\"c\","
                                    + "\"document\":null,\"bytes\":1,\"sha256\":\""
                                    + sha256("x".getBytes(StandardCharsets.UTF_8))
                                    + "\"}"
                            : "\"outcome\":{\"of\":1,\"outcome\":\"answered\",\"detail\":\"\"}";
            var good =
                    "{\"number\":%d,\"time\":\"2026-11-28T12:00:00Z\",%s,\"previous\":\"%s\""
                            .formatted(i, told, head);
            var record =
                    random.nextInt(3) == 0
                            ? new String(changed(good), StandardCharsets.UTF_8)
                            : good;
            head = sha256(record.getBytes(StandardCharsets.UTF_8));
            text.append(sealed(record));
            Files.writeString(folder.resolve("settings/ledger/" + i + ".payload"), "x");
        }
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(3) == 0) {
            bytes = changed(text.toString());
        }
        Files.write(folder.resolve("settings/ledger/ledger.jsonl"), bytes);
        judge("ledger", bytes, library -> LedgerReading.of(library).csv());
    }

    /// A record with the hash that the ledger gives it.
    static String sealed(String record) {
        var hash = sha256(record.getBytes(StandardCharsets.UTF_8));
        return record + ",\"hash\":\"" + hash + "\"}\n";
    }

    private void setting() {
        var keys = List.copyOf(new TreeMap<>(SETTINGS).keySet());
        var key = keys.get(random.nextInt(keys.size()));
        var value = new String(changed(String.valueOf(SETTINGS.get(key))), StandardCharsets.UTF_8);
        try {
            index.putSetting(key, value);
            Look.read(index);
            TierSetting.read(index);
            PrecisionSetting.read(index, "p");
            PrecisionSetting.measured(index, "p");
            PrecisionSetting.measuredAt(index, "p");
            WorkSetting.read(index).streams(4, true);
            KeyFigures.of(index).answered();
            OcrSetting.read(index);
            GeneratorSetting.read(index);
            counts.merge("settings", 1, Integer::sum);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "setting " + key + " = " + escaped(value.getBytes(StandardCharsets.UTF_8)), e);
        }
    }

    private void command() {
        var line = new ArrayList<String>();
        var command = COMMANDS.get(random.nextInt(COMMANDS.size()));
        line.add(command);
        var known = options.computeIfAbsent(command, this::optionsOf);
        for (int i = random.nextInt(6); i > 0; i--) {
            line.add(
                    switch (random.nextInt(3)) {
                        case 0 -> odd();
                        case 1 -> known.isEmpty() ? odd() : known.get(random.nextInt(known.size()));
                        default ->
                                known.isEmpty()
                                        ? odd()
                                        : known.get(random.nextInt(known.size())) + "=" + odd();
                    });
        }
        // Neither the system nor a shell passes these on.
        line.replaceAll(each -> each.replace("\u0000", "").replace("\ud800", ""));
        var answer = run(line);
        counts.merge("command lines, exit code " + answer.exitCode, 1, Integer::sum);
        if (answer.exitCode < 0
                || answer.exitCode > 3
                || answer.err.contains("Something inside went wrong")
                || answer.err.contains("\tat ")
                || (answer.exitCode != 0 && answer.err.isBlank())) {
            throw new AssertionError(
                    escaped(line.toString().getBytes(StandardCharsets.UTF_8))
                            + ": "
                            + answer.exitCode
                            + " "
                            + answer.err.lines().limit(3).toList());
        }
    }

    private List<String> optionsOf(String command) {
        return OPTION.matcher(run(List.of(command, "--help")).out)
                .results()
                .map(match -> match.group())
                .filter(option -> !option.equals("--library"))
                .distinct()
                .toList();
    }

    private record Answer(int exitCode, String out, String err) {}

    private Answer run(List<String> command) {
        var arguments = new ArrayList<>(command);
        arguments.addAll(0, List.of("--library", folder.resolve("library").toString()));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal =
                new Terminal(
                        new ByteArrayInputStream(odd().getBytes(StandardCharsets.UTF_8)),
                        out,
                        Terminal.Kind.FILE,
                        err,
                        Terminal.Kind.FILE);
        int exitCode =
                Stillroom.run(
                        arguments.toArray(String[]::new),
                        terminal,
                        _ ->
                                new App(
                                        folder.resolve("library"),
                                        new LockState.NotEnforced(
                                                LockState.Why.LEFT_OUT, List.of())),
                        (_, _) -> {
                            throw new AssertionError("no window in tests");
                        });
        return new Answer(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private String odd() {
        return ODD.get(random.nextInt(ODD.size()));
    }

    private byte[] changed(String good) {
        var bytes = good.getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(5)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
            case 2 -> bytes = odd().getBytes(StandardCharsets.UTF_8);
            case 3 -> {
                // a word or number becomes another
                var words = good.split("(?<=\\W)|(?=\\W)", -1);
                words[random.nextInt(words.length)] = odd();
                bytes = String.join("", words).getBytes(StandardCharsets.UTF_8);
            }
            default -> {
                var at = random.nextInt(good.length());
                bytes =
                        (good.substring(0, at) + odd() + good.substring(at))
                                .getBytes(StandardCharsets.UTF_8);
            }
        }
        return bytes;
    }

    private static String escaped(byte[] bytes) {
        var escaped = new StringBuilder();
        for (byte each : Arrays.copyOf(bytes, Math.min(bytes.length, 2_000))) {
            escaped.append(each > 31 ? String.valueOf((char) each) : "\\x%02x".formatted(each));
        }
        return escaped.toString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }

    @Override
    public void close() {
        index.close();
    }
}
