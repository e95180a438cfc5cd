package stillroom.app;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Kills the real program with SIGKILL at random moments of its work, again and again in the same
/// library, and compares what is left with what it had acknowledged: each document is there exactly
/// once and found by its word, no label and no record of the ledger is missing, and `check` says
/// that catalogue and index agree.
///
/// `CrashMatrix KILLS [DOCUMENTS [SEED [MINUTES]]]` prints what it did and found; exit code 0 only
/// if nothing was lost. After so many minutes it kills no more, however few kills that were, and
/// goes on to the comparison.
final class CrashMatrix implements AutoCloseable {

    private static final List<String> LABELS = List.of("lease", "letter");
    private static final List<String> PACKS = List.of("all-minilm-l6-v2", "bge-small-en-v1.5");
    private static final int KILLS_BETWEEN_CHECKS = 25;

    /// A reader that is still starting hears of the end late on a busy machine.
    private static final int SECONDS_FOR_CHILDREN = 300;

    private static final double FIRST_MILLIS = 300_000;

    /// What is done, and how often of twenty times.
    private enum Act {
        ADD(5),
        LABEL(4),
        UNLABEL(2),
        REMOVE(2),
        MODEL(1),
        WATCH(3),
        SEND(3);

        private final int weight;

        Act(int weight) {
            this.weight = weight;
        }
    }

    private final Path folder;
    private final Path documents;
    private final Path watched;
    private final Random random;
    private final Program program;
    private final HttpServer server;
    private final int count;

    /// The word of each document that lies in the two folders, by the document's id.
    private final Map<String, String> words = new HashMap<>();

    private final Map<String, Path> files = new HashMap<>();

    /// Labels that were acknowledged as set or taken off, by document and label.
    private final Map<String, Boolean> labels = new HashMap<>();

    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> removed = new HashSet<>();
    private final Set<String> perhapsRemoved = new HashSet<>();
    private final Set<String> heard = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> answered = new HashSet<>();

    private final Map<Act, Double> usual = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private int kills;
    private int made;
    private long slowestEndMillis;

    /// @param count of documents in the folder that is added
    CrashMatrix(Path folder, int count, long seed) throws IOException {
        this.folder = folder;
        this.documents = Files.createDirectories(folder.resolve("documents"));
        this.watched = Files.createDirectories(folder.resolve("watched"));
        this.count = count;
        this.random = new Random(seed);
        this.program = new Program(folder);
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
        for (int i = 0; i < count / 2; i++) {
            write(documents);
        }
        for (int i = 0; i < count / 10; i++) {
            write(watched);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int kills = Integer.parseInt(arguments[0]);
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime();
        var time = Duration.ofMinutes(arguments.length > 3 ? Long.parseLong(arguments[3]) : 1_440);
        var folder = Files.createTempDirectory("stillroom-crashes");
        System.out.println("seed " + seed + ", " + count + " documents, in " + folder);
        List<String> findings;
        try (var matrix = new CrashMatrix(folder, count, seed)) {
            findings = matrix.run(kills, time);
            System.out.println(matrix.told());
        }
        findings.forEach(finding -> System.out.println("FOUND " + finding));
        System.exit(findings.isEmpty() ? 0 : 1);
    }

    /// Kills so often, or for so long, then lets the program finish, and returns what is not as it
    /// should be.
    List<String> run(int wanted, Duration time) throws Exception {
        var end = Instant.now().plus(time);
        ok("privacy", "cloud", "on", "--model", "m", "--address", address());
        Files.writeString(library().resolve("rules.txt"), "all: cloud\n");
        for (var label : LABELS) {
            ok("label", "add", label);
        }
        ok("watch", "add", "--words-only", watched.toString());
        learn(ok("add", documents.toString()));
        for (int i = count / 2; i < count; i++) {
            write(documents);
        }
        while (kills < wanted && Instant.now().isBefore(end)) {
            int before = kills;
            act();
            if (kills > before && kills % KILLS_BETWEEN_CHECKS == 0) {
                check("after " + kills + " kills");
                System.out.println(told());
            }
        }
        finish();
        return findings;
    }

    /// What was done so far, for people.
    String told() {
        return kills
                + " kills; the last of its processes ended "
                + slowestEndMillis
                + " ms after one, at most; "
                + counts;
    }

    // -- What is done and killed

    private void act() throws Exception {
        int at = random.nextInt(Stream.of(Act.values()).mapToInt(act -> act.weight).sum());
        for (var act : Act.values()) {
            at -= act.weight;
            if (at < 0) {
                act(act);
                return;
            }
        }
    }

    private void act(Act act) throws Exception {
        var document = some();
        if (document.isEmpty() && act != Act.ADD && act != Act.WATCH && act != Act.MODEL) {
            return;
        }
        switch (act) {
            case ADD -> {
                var command = new ArrayList<>(List.of("add", documents.toString()));
                if (random.nextBoolean()) {
                    command.add("--words-only");
                }
                learn(killed(act, command).lines());
            }
            case LABEL, UNLABEL -> {
                var label = LABELS.get(random.nextInt(LABELS.size()));
                var key = document + " " + label;
                labels.remove(key); // until it is acknowledged again, nobody knows
                var verb = act == Act.LABEL ? "set" : "unset";
                if (!killed(act, List.of("label", verb, label, document)).lines().isEmpty()) {
                    labels.put(key, act == Act.LABEL);
                }
            }
            case REMOVE -> {
                Files.deleteIfExists(files.get(document));
                forget(document);
                write(documents);
                var run = killed(act, List.of("remove", document));
                (run.lines().isEmpty() ? perhapsRemoved : removed).add(document);
            }
            case MODEL ->
                    killed(act, List.of("models", "use", PACKS.get(random.nextInt(PACKS.size()))));
            case WATCH -> {
                var there =
                        files.values().stream().filter(file -> file.startsWith(watched)).toList();
                if (there.size() > 2) {
                    var gone = there.get(random.nextInt(there.size()));
                    var id = sha256(Files.readAllBytes(gone));
                    Files.delete(gone);
                    forget(id);
                    perhapsRemoved.add(id);
                    var moved = files.get(ids(watched).getFirst());
                    var to = watched.resolve("moved-" + made++ + ".txt");
                    Files.move(moved, to);
                    files.put(sha256(Files.readAllBytes(to)), to);
                }
                write(watched);
                killed(act, List.of("watch", "run", "--once"));
            }
            case SEND -> {
                var run = killed(act, List.of("privacy", "cloud", "send", document));
                run.lines().forEach(line -> answered.add(line.get("record").getAsString()));
            }
        }
    }

    private void learn(List<JsonObject> lines) {
        lines.stream()
                .filter(line ->
                        line.has("document") && !line.get("status").getAsString().equals("failed"))
                .forEach(line -> acknowledged.add(line.get("document").getAsString()));
    }

    /// A document that was acknowledged, or nothing.
    private String some() {
        var known = acknowledged.stream().filter(words::containsKey).sorted().toList();
        return known.isEmpty() ? "" : known.get(random.nextInt(known.size()));
    }

    private List<String> ids(Path in) {
        return files.entrySet().stream()
                .filter(each -> each.getValue().startsWith(in))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private void forget(String document) {
        words.remove(document);
        files.remove(document);
        labels.keySet().removeIf(key -> key.startsWith(document));
    }

    private void write(Path into) throws IOException {
        var word = new StringBuilder("q");
        for (int i = 0; i < 11; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        var sentence = "The parties of %s agree on the rent and on the garden. ".formatted(word);
        var text =
                switch (made % 3) {
                    case 0 -> sentence.repeat(1 + random.nextInt(30));
                    case 1 -> "<html><body><p>" + sentence + "</p></body></html>";
                    default -> "# " + word + "\n\n" + sentence;
                };
        var file = into.resolve(made + List.of(".txt", ".html", ".md").get(made % 3));
        made++;
        Files.writeString(file, text);
        var id = sha256(Files.readAllBytes(file));
        words.put(id, word.toString());
        files.put(id, file);
    }

    /// What was printed before the end, in whole lines.
    private record Killed(List<JsonObject> lines) {}

    private Killed killed(Act act, List<String> command) throws Exception {
        // The first of a kind comes to its end, so that it is known how long that takes.
        double most = usual.containsKey(act) ? usual.get(act) * 1.2 : FIRST_MILLIS;
        long began = System.nanoTime();
        var process = program.start(arguments(command));
        boolean ended =
                process.waitFor(
                        (long) (usual.containsKey(act) ? random.nextDouble() * most : most),
                        TimeUnit.MILLISECONDS);
        if (ended) {
            double took = (System.nanoTime() - began) / 1e6;
            usual.merge(act, took, (before, now) -> before * 0.7 + now * 0.3);
            count(act + " ended by itself");
            int exitCode = process.exitValue();
            if (exitCode != 0 && exitCode != 3) {
                findings.add(
                        act
                                + " after "
                                + kills
                                + " kills: exit code "
                                + exitCode
                                + ": "
                                + Files.readString(folder.resolve("err")));
            }
        } else {
            var children = process.descendants().toList();
            process.destroyForcibly().waitFor();
            long killed = System.nanoTime();
            kills++;
            count(act + " killed");
            usual.put(act, most); // so that it comes to its end now and then, however long it is
            children.forEach(this::expectEnd);
            slowestEndMillis = Math.max(slowestEndMillis, (System.nanoTime() - killed) / 1_000_000);
        }
        return new Killed(wholeLines());
    }

    /// Readers end by themselves when the program that they read for is gone.
    private void expectEnd(ProcessHandle child) {
        try {
            child.onExit().get(SECONDS_FOR_CHILDREN, TimeUnit.SECONDS);
        } catch (Exception e) {
            findings.add("a child outlives the program: " + child.info().commandLine());
            child.destroyForcibly();
        }
    }

    private List<JsonObject> wholeLines() throws IOException {
        var text = Files.readString(folder.resolve("out"));
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    // -- What is left

    private void check(String when) throws Exception {
        for (var line : ok("check")) {
            count(line.get("ok").getAsBoolean() ? "checks without mending" : "checks that mended");
            if (!line.getAsJsonArray("damage").isEmpty()) {
                findings.add(when + " the catalogue is damaged: " + line);
            }
        }
    }

    private void finish() throws Exception {
        ok("add", documents.toString());
        ok("watch", "run", "--once");
        check("at the end");
        var second = ok("check").getFirst();
        if (!second.get("ok").getAsBoolean()) {
            findings.add("the second check in a row mends: " + second);
        }
        var status = ok("status").getFirst();
        if (status.get("waiting").getAsInt() != 0) {
            findings.add("documents wait although all is done: " + status);
        }
        var listed = new LinkedHashMap<String, JsonObject>();
        for (var line : ok("list")) {
            var id = line.get("document").getAsString();
            if (listed.put(id, line) != null) {
                findings.add("listed twice: " + id);
            }
        }
        for (var id : words.keySet()) {
            var line = listed.remove(id);
            if (line == null) {
                findings.add("a document is missing: " + files.get(id));
            } else if (!line.get("status").getAsString().equals("indexed")) {
                findings.add("a document is not finished: " + line);
            } else {
                compareLabels(id, line);
            }
        }
        listed.keySet().stream()
                .filter(id -> removed.contains(id) || !perhapsRemoved.contains(id))
                .forEach(id -> findings.add("removed, but listed: " + listed.get(id)));
        count("documents", words.size());
        count("labels acknowledged", labels.size());
        search();
        ledger();
    }

    private void compareLabels(String id, JsonObject line) {
        for (var label : LABELS) {
            var wanted = labels.get(id + " " + label);
            boolean isSet =
                    line.getAsJsonArray("labels").asList().stream()
                            .map(each -> each.getAsJsonObject())
                            .anyMatch(each ->
                                    each.get("label").getAsString().equals(label)
                                            && each.get("origin").getAsString().equals("set"));
            if (wanted != null && wanted != isSet) {
                findings.add(
                        "label %s of %s was acknowledged as %s, and is not: %s"
                                .formatted(label, id, wanted ? "set" : "taken off", line));
            }
        }
    }

    private void search() throws Exception {
        var asked = folder.resolve("queries");
        var ids = List.copyOf(words.keySet());
        Files.write(asked, ids.stream().map(words::get).toList());
        var found =
                new Program(folder)
                        .under("sh", "-c", "exec \"$@\" <" + asked, "sh")
                        .run(arguments(List.of("search", "-", "--mode", "words")))
                        .out()
                        .lines()
                        .map(line -> JsonParser.parseString(line).getAsJsonObject())
                        .toList();
        for (int i = 0; i < ids.size(); i++) {
            var hits = i < found.size() ? found.get(i).getAsJsonArray("hits") : null;
            if (hits == null
                    || hits.size() != 1
                    || !hits.get(0)
                            .getAsJsonObject()
                            .get("document")
                            .getAsString()
                            .equals(ids.get(i))) {
                findings.add("not found exactly once by its word: " + files.get(ids.get(i)));
            }
        }
        count("documents searched for", ids.size());
    }

    private void ledger() throws Exception {
        var verdict = ok("privacy", "ledger", "--verify").getFirst();
        if (verdict.get("ledger").getAsString().equals("damaged")) {
            findings.add("the ledger is damaged: " + verdict);
        }
        var recorded = new HashSet<String>();
        var outcomes = new HashMap<String, String>();
        for (var line : ok("privacy", "ledger")) {
            recorded.add(line.get("sha256").getAsString());
            var outcome = line.get("outcome");
            outcomes.put(
                    line.get("number").getAsString(),
                    outcome == null || outcome.isJsonNull() ? "unknown" : outcome.getAsString());
        }
        heard.stream()
                .filter(sha256 -> !recorded.contains(sha256))
                .forEach(sha256 ->
                        findings.add("heard by the server, not in the ledger: " + sha256));
        answered.stream()
                .filter(number -> !"answered".equals(outcomes.get(number)))
                .forEach(number ->
                        findings.add(
                                "record " + number + " was answered: " + outcomes.get(number)));
        count("payloads heard", heard.size());
        count("answers acknowledged", answered.size());
        count("records", outcomes.size());
    }

    // -- The program and the server

    private List<JsonObject> ok(String... command) throws Exception {
        var run = program.run(arguments(List.of(command)));
        if (run.exitCode() != 0 && run.exitCode() != 3) {
            findings.add(List.of(command) + ": exit code " + run.exitCode() + ": " + run.err());
        }
        try {
            return wholeLines();
        } catch (JsonSyntaxException e) {
            throw new IOException("not JSON: " + run.out(), e);
        }
    }

    private String[] arguments(List<String> command) {
        return Stream.concat(
                        Stream.of("--json", "--library", library().toString()), command.stream())
                .toArray(String[]::new);
    }

    private Path library() {
        return folder.resolve("library");
    }

    private String address() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1/chat/completions";
    }

    private void answer(HttpExchange exchange) throws IOException {
        heard.add(sha256(exchange.getRequestBody().readAllBytes()));
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody()
                .write(
                        "data: {\"choices\":[{\"delta\":{\"content\":\"Yes.\"}}]}\n\ndata: [DONE]\n\n"
                                .getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    private void count(String what) {
        count(what, 1);
    }

    private void count(String what, int number) {
        counts.merge(what, number, Integer::sum);
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
        server.stop(0);
    }
}
