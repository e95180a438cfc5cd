package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.cli.Stillroom;
import stillroom.app.cli.Terminal;
import stillroom.app.lock.LockState;
import stillroom.index.LocalIndex;

/// The whole command line in this process: real reader processes, real index, real model.
class CommandLineTest {

    private static final String LEASE =
            "The tenant shall pay a rent of 900 euros on the first day of each month. The landlord"
                    + " keeps the roof and the walls in repair. Either party may end the lease with"
                    + " three months notice.";
    private static final String MINUTES =
            "The board of the hospital met on Monday. It discussed the budget for the coming year."
                    + " Two new scanners will be bought. The head of radiology reports in March.";
    private static final String RECIPE =
            "Peel the apples and cut them into slices. Mix flour, butter and sugar into a dough."
                    + " Bake the cake for forty minutes until it is golden brown.";

    /// Documents and a library with them, for tests that only look.
    @TempDir static Path shared;

    @TempDir Path folder;

    private static Path documents;
    private static Path library;

    @BeforeAll
    static void addDocuments() throws IOException {
        documents = Files.createDirectory(shared.resolve("documents"));
        library = shared.resolve("library");
        Files.writeString(documents.resolve("lease.txt"), LEASE);
        Files.writeString(documents.resolve("minutes.md"), "# Minutes\n\n" + MINUTES);
        Files.writeString(
                documents.resolve("recipe.html"),
                "<html><head><title>Apple cake</title></head><body><p>"
                        + RECIPE
                        + "</p></body></html>");
        Files.writeString(documents.resolve("nothing.txt"), "");
        var added = run(library, "", "--json", "add", documents.toString());
        assertThat(added.exitCode()).as(added.err()).isEqualTo(3);
        assertThat(
                        run(
                                        library,
                                        "",
                                        "label",
                                        "add",
                                        "contract",
                                        "--description",
                                        "a lease or a" + " contract between two parties")
                                .exitCode())
                .isZero();
    }

    // -- watch

    @Test
    void watchFinishesWhatAnEarlierRunLeft() throws IOException {
        var papers = Files.createDirectory(folder.resolve("papers"));
        run("--json", "watch", "add", papers.toString());
        Files.writeString(papers.resolve("lease.txt"), LEASE);
        run("--json", "watch", "run", "--once", "--words-only");
        assertThat(run("--json", "list").lines().getFirst().get("status").getAsString())
                .isEqualTo("words");

        var step = run("--json", "watch", "run", "--once");
        assertThat(step.lines().getFirst().get("status").getAsString()).isEqualTo("indexed");
        assertThat(step.lines().getLast().get("added").getAsInt()).isZero();
        assertThat(run("--json", "list").lines().getFirst().get("status").getAsString())
                .isEqualTo("indexed");
    }

    @Test
    void watchKeepsAFolderInStep() throws IOException {
        var papers = Files.createDirectory(folder.resolve("papers"));
        var lease = Files.writeString(papers.resolve("lease.txt"), LEASE);
        var recipe = Files.writeString(papers.resolve("recipe.txt"), RECIPE);
        var added = run("--json", "watch", "add", papers.toString());
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.lines().getLast().get("added").getAsInt()).isEqualTo(2);

        Files.delete(recipe);
        Files.writeString(papers.resolve("minutes.txt"), MINUTES);
        Files.move(lease, papers.resolve("contract.txt"));
        var step = run("--json", "watch", "run", "--once").lines().getLast();
        assertThat(step.get("added").getAsInt()).isEqualTo(2);
        assertThat(step.get("changed").getAsInt()).isZero();
        assertThat(step.get("removed").getAsInt()).isEqualTo(2);
        assertThat(run("--json", "list").lines())
                .extracting(line -> Path.of(line.get("path").getAsString()))
                .containsExactlyInAnyOrder(
                        papers.resolve("contract.txt"), papers.resolve("minutes.txt"));

        Files.move(papers, folder.resolve("away"));
        var listed = run("--json", "watch", "list");
        var line = listed.lines().getFirst();
        assertThat(line.keySet()).containsExactly("folder", "state", "files");
        assertThat(line.get("folder").getAsString()).isEqualTo(papers.toString());
        assertThat(line.get("state").getAsString()).isEqualTo("missing");
        assertThat(line.get("files").getAsInt()).isEqualTo(2);
        assertThat(listed.err()).contains("is not there; its 2 files are kept in the library");

        assertThat(run("watch", "remove", papers.toString()).exitCode()).isZero();
        assertThat(run("watch", "remove", papers.toString()).exitCode()).isEqualTo(1);
        assertThat(run("--json", "list").lines()).hasSize(2);
    }

    @Test
    void watchNeedsAFolderAndACommand() {
        assertThat(run("watch").exitCode()).isEqualTo(2);
        var nowhere = run("watch", "add", folder.resolve("nowhere").toString());
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err()).contains("There is no folder");
        var around = run("watch", "add", folder.toString());
        assertThat(around.exitCode()).isEqualTo(1);
        assertThat(around.err()).contains("The library itself lies in");
    }

    // -- add

    @Test
    void addOpensWhatIsEncryptedWithAPasswordThatIsKeptNowhere() throws IOException {
        var sealed = folder.resolve("sealed.pdf");
        Papers.encrypted(sealed, "rhubarb-6521");
        var refused = run("--json", "add", sealed.toString());
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.lines().getFirst().get("problem").getAsString()).isEqualTo("encrypted");

        var passwords = folder.resolve("passwords.txt");
        Files.writeString(passwords, "wrong\nrhubarb-6521\n");
        var opened =
                run("--json", "add", "--password-file", passwords.toString(), sealed.toString());
        assertThat(opened.exitCode()).as(opened.err()).isZero();
        assertThat(opened.lines().getFirst().get("status").getAsString()).isEqualTo("indexed");
        assertThat(run("search", "--mode", "words", "court").out()).contains("sealed.pdf");

        try (var files = Files.walk(folder.resolve("library"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(bytes.contains("rhubarb-6521")).as("%s", file).isFalse();
            }
        }
    }

    @Test
    void addTakesPasswordsFromStandardInputAndSaysWhichFileOfThemIsMissing() throws IOException {
        var sealed = folder.resolve("sealed.pdf");
        Papers.encrypted(sealed, "quince-77");
        var missing = run("add", "--password-file", "none.txt", sealed.toString());
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("none.txt");

        var opened =
                run(
                        folder.resolve("library"),
                        "quince-77\n",
                        "add",
                        "--password-file",
                        "-",
                        sealed.toString());
        assertThat(opened.exitCode()).as(opened.err()).isZero();
    }

    @Test
    void addTellsOfEachDocumentAndOfAll() throws IOException {
        var file = Files.writeString(folder.resolve("lease.txt"), LEASE);
        var answer = run("--json", "add", file.toString());

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.lines()).hasSize(2);
        var line = answer.lines().getFirst();
        assertThat(line.keySet())
                .containsExactly(
                        "document",
                        "path",
                        "title",
                        "type",
                        "pages",
                        "status",
                        "problem",
                        "detail");
        assertThat(line.get("document").getAsString()).matches("[0-9a-f]{64}");
        assertThat(line.get("path").getAsString()).isEqualTo(file.toString());
        assertThat(line.get("type").getAsString()).isEqualTo("txt");
        assertThat(line.get("pages").getAsInt()).isEqualTo(1);
        assertThat(line.get("status").getAsString()).isEqualTo("indexed");
        assertThat(line.get("problem").isJsonNull()).isTrue();
        var total = answer.lines().getLast();
        assertThat(total.keySet()).containsExactly("added", "duplicates", "failed", "seconds");
        assertThat(total.get("added").getAsInt()).isEqualTo(1);
    }

    @Test
    void addSaysWhatCannotBeReadAndWhy() throws IOException {
        var empty = Files.writeString(folder.resolve("empty.txt"), "");
        var damaged = Files.writeString(folder.resolve("damaged.pdf"), "%PDF-1.7 and no more");
        var renamed = Files.writeString(folder.resolve("text.docx"), LEASE);
        var missing = folder.resolve("missing.txt");
        var answer =
                run(
                        "--json",
                        "add",
                        empty.toString(),
                        damaged.toString(),
                        renamed.toString(),
                        missing.toString());

        assertThat(answer.exitCode()).isEqualTo(3);
        assertThat(problem(answer, empty)).isEqualTo("empty");
        assertThat(problem(answer, damaged)).isEqualTo("damaged");
        assertThat(problem(answer, missing)).isEqualTo("unreadable");
        assertThat(line(answer, missing).get("document").isJsonNull()).isTrue();
        assertThat(line(answer, renamed).get("path").getAsString()).isEqualTo(renamed.toString());
        assertThat(answer.err()).contains(missing + ": There is no such file or folder.");
    }

    @Test
    void addTakesACopyForADuplicate() throws IOException {
        var file = Files.writeString(folder.resolve("a.txt"), LEASE);
        var copy = Files.writeString(folder.resolve("b.txt"), LEASE);
        var answer = run("--json", "add", file.toString(), copy.toString());
        var again = run("--json", "add", copy.toString());

        assertThat(answer.exitCode()).isZero();
        assertThat(
                        answer.lines().stream()
                                .filter(line -> line.has("status"))
                                .map(line -> line.get("status").getAsString()))
                .containsExactlyInAnyOrder("indexed", "duplicate");
        assertThat(again.lines().getFirst().get("status").getAsString()).isEqualTo("duplicate");
        assertThat(again.lines().getLast().get("duplicates").getAsInt()).isEqualTo(1);
    }

    @Test
    void addTakesFoldersWithLoopsAndNamesOfEveryKind() throws IOException {
        var odd = Files.createDirectory(folder.resolve("odd names"));
        Files.writeString(odd.resolve("with space.txt"), LEASE);
        Files.writeString(odd.resolve("smile 😀.txt"), MINUTES);
        Files.writeString(odd.resolve("two\nlines.txt"), RECIPE);
        Files.createSymbolicLink(odd.resolve("loop"), odd);
        var answer = run("--json", "add", odd.toString());

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.lines().getLast().get("added").getAsInt()).isEqualTo(3);
        assertThat(run("list").out().lines()).hasSize(3);
    }

    @Test
    void wordsOnlyReturnsBeforeTheMeaningAndALaterAddGoesOn() throws IOException {
        var file = Files.writeString(folder.resolve("lease.txt"), LEASE).toString();
        assertThat(run("--json", "add", "--words-only", file).exitCode()).isZero();
        assertThat(run("--json", "list").only().get("status").getAsString()).isEqualTo("words");
        var found = run("--json", "search", "rent");
        assertThat(found.only().getAsJsonArray("hits")).hasSize(1);
        assertThat(found.err()).contains("by words only");

        var again = run("--json", "add", file);
        assertThat(again.lines().getFirst().get("status").getAsString()).isEqualTo("indexed");
        assertThat(run("--json", "list").only().get("status").getAsString()).isEqualTo("indexed");
    }

    // -- ask

    @Test
    void askListsThePassagesThatAnswer() {
        var answer = run(library, "", "--json", "ask", "How much is the rent?", "--limit", "2");
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        var line = answer.lines().getFirst();
        assertThat(line.keySet())
                .containsExactly(
                        "question",
                        "kind",
                        "answer",
                        "took_ms",
                        "searched",
                        "unsearchable",
                        "passages");
        assertThat(line.get("kind").getAsString()).isEqualTo("passages");
        var passages = line.getAsJsonArray("passages");
        assertThat(passages).hasSizeBetween(1, 2);
        assertThat(passages.get(0).getAsJsonObject().get("passage").getAsString()).contains("rent");

        assertThat(run(library, "", "ask", " ").exitCode()).isEqualTo(2);
        assertThat(run(library, "one?\ntwo?\n", "--json", "ask", "-").lines()).hasSize(2);
    }

    // -- export, backup, restore, check

    @Test
    void exportWritesLabelsAndSummariesForOtherPrograms() throws IOException {
        var file = Files.writeString(folder.resolve("=lease.txt"), LEASE);
        run("add", file.toString());
        run("label", "add", "contract");
        run("label", "set", "contract", file.toString());
        run("summarize", run("--json", "list").lines().getFirst().get("document").getAsString());
        var out = folder.resolve("out");
        var answer = run("--json", "export", out.toString());
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.lines().getFirst().get("summaries").getAsInt()).isEqualTo(1);

        assertThat(Files.readString(out.resolve("documents.csv")))
                .contains("contract,,indexed,")
                .doesNotContain(",=");
        var library = JsonParser.parseString(Files.readString(out.resolve("library.json")));
        var document =
                library.getAsJsonObject().getAsJsonArray("documents").get(0).getAsJsonObject();
        assertThat(document.getAsJsonArray("summaries").get(0).toString()).contains("quote");
        try (var files = Files.list(out.resolve("summaries"))) {
            assertThat(files)
                    .singleElement()
                    .satisfies(summary ->
                            assertThat(summary)
                                    .content()
                                    .contains("(p. 1)")
                                    .contains("- Labels: contract"));
        }
        assertThat(run("export", out.toString()).err()).contains("name a new folder");
    }

    @Test
    void backupAndRestoreMakeTheSameLibraryAgain() throws IOException {
        var copy = folder.resolve("copy");
        var taken = run(library, "", "--json", "backup", copy.toString());
        assertThat(taken.exitCode()).as(taken.err()).isZero();
        var again = folder.resolve("again");
        var restored = run(again, "", "--json", "restore", copy.toString());
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.lines().getFirst().get("documents"))
                .isEqualTo(taken.lines().getFirst().get("documents"));
        assertThat(run(again, "", "--json", "list").out())
                .isEqualTo(run(library, "", "--json", "list").out());
        var check = run(again, "", "--json", "check");
        assertThat(check.exitCode()).as(check.err()).isZero();
        assertThat(check.lines().getFirst().get("ok").getAsBoolean()).isTrue();
        assertThat(run(again, "", "restore", copy.toString()).err()).contains("a new folder");
    }

    @Test
    void checkMendsAnIndexThatWasDamagedBehindItsBack() throws IOException {
        var file = Files.writeString(folder.resolve("lease.txt"), LEASE);
        run("add", file.toString());
        var index = folder.resolve("library/words-5");
        try (var files = Files.list(index)) {
            for (var each : files.filter(name -> name.toString().endsWith(".cfs")).toList()) {
                var bytes = Files.readAllBytes(each);
                bytes[bytes.length / 2] ^= 1;
                Files.write(each, bytes);
            }
        }
        var check = run("--json", "check");
        assertThat(check.exitCode()).as(check.err()).isZero();
        var line = check.lines().getFirst();
        assertThat(line.get("ok").getAsBoolean()).isFalse();
        assertThat(line.get("words_put_again").getAsInt()).isEqualTo(1);
        assertThat(run("--json", "check").lines().getFirst().get("ok").getAsBoolean()).isTrue();
        assertThat(run("--json", "search", "rent", "--mode", "words").out()).contains("lease.txt");
    }

    // -- list, show, status

    @Test
    void listHasALineForEachDocument() {
        var answer = look("--json", "list");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.lines()).hasSize(4);
        for (var line : answer.lines()) {
            assertThat(line.keySet())
                    .containsExactly(
                            "document",
                            "path",
                            "title",
                            "type",
                            "pages",
                            "added",
                            "labels",
                            "sensitive",
                            "status",
                            "problem");
        }
        assertThat(problem(answer, documents.resolve("nothing.txt"))).isEqualTo("empty");
    }

    @Test
    void showTellsEverythingOfADocumentHoweverItIsNamed() {
        var path = documents.resolve("recipe.html").toString();
        var byPath = look("--json", "show", path).only();
        var id = byPath.get("document").getAsString();

        assertThat(byPath.get("title").getAsString()).isEqualTo("Apple cake");
        assertThat(byPath.get("passages").getAsInt()).isEqualTo(1);
        assertThat(look("--json", "show", id).only()).isEqualTo(byPath);
        assertThat(look("--json", "show", id.substring(0, 8)).only()).isEqualTo(byPath);
        assertThat(look("show", path).out())
                .contains("Apple cake", "found by words and by meaning");
    }

    @Test
    void showPrintsTheTextByPages() {
        var path = documents.resolve("lease.txt").toString();
        var page = look("--json", "show", "--text", path).only();

        assertThat(page.keySet()).containsExactly("document", "page", "text");
        assertThat(page.get("text").getAsString()).isEqualTo(LEASE);
        assertThat(look("show", "--text", path).out()).isEqualTo(LEASE + "\n");
    }

    @Test
    void statusCounts() {
        var status = look("--json", "status").only();

        assertThat(status.keySet())
                .containsExactly(
                        "documents",
                        "passages",
                        "waiting",
                        "failed",
                        "generation",
                        "index_bytes",
                        "catalogue_bytes",
                        "locked",
                        "coming",
                        "tier",
                        "tier_reason");
        assertThat(status.get("documents").getAsInt()).isEqualTo(4);
        assertThat(status.get("passages").getAsInt()).isEqualTo(3);
        assertThat(status.get("waiting").getAsInt()).isZero();
        assertThat(status.getAsJsonObject("failed").get("empty").getAsInt()).isEqualTo(1);
        assertThat(status.get("generation").getAsString()).isEqualTo("bge-small-en-v1.5@1");
        assertThat(status.get("locked").getAsBoolean()).isFalse();
    }

    // -- search

    @Test
    void searchFindsByWordsAndMarksThem() {
        var answer = look("--json", "search", "scanners", "--mode", "words").only();

        assertThat(answer.keySet())
                .containsExactly(
                        "query",
                        "took_ms",
                        "searched",
                        "unsearchable",
                        "hits",
                        "coverage",
                        "folded",
                        "suggestion",
                        "notes");
        assertThat(answer.getAsJsonObject("coverage").get("words").getAsInt()).isEqualTo(3);
        assertThat(answer.getAsJsonObject("coverage").get("unreadable").toString())
                .isEqualTo("{\"empty\":1}");
        assertThat(answer.get("searched").getAsInt()).isEqualTo(3);
        assertThat(answer.get("unsearchable").getAsInt()).isEqualTo(1);
        var hit = answer.getAsJsonArray("hits").get(0).getAsJsonObject();
        assertThat(hit.keySet())
                .containsExactly(
                        "document",
                        "path",
                        "title",
                        "page",
                        "score",
                        "passage",
                        "snippet",
                        "sentence",
                        "also");
        assertThat(hit.get("path").getAsString()).endsWith("minutes.md");
        assertThat(hit.get("snippet").getAsString()).contains("<mark>scanners</mark>");
    }

    @Test
    void searchFindsByMeaningWhatNoWordSays() {
        var answer = look("--json", "search", "dessert with fruit", "--mode", "meaning").only();

        var best = answer.getAsJsonArray("hits").get(0).getAsJsonObject();
        assertThat(best.get("path").getAsString()).endsWith("recipe.html");
        assertThat(best.get("snippet").getAsString()).contains("<mark>");
    }

    @Test
    void searchAnswersEachLineOfStandardInputInOrder() {
        var answer = run(library, "rent\n\napples\n", "--json", "search", "-", "--limit", "1");

        assertThat(answer.lines())
                .extracting(line -> line.get("query").getAsString())
                .containsExactly("rent", "", "apples");
        assertThat(answer.lines())
                .extracting(line -> line.getAsJsonArray("hits").size())
                .containsExactly(1, 0, 1);
    }

    @Test
    void searchFilters() {
        assertThat(hits("--type", "html")).containsExactly("recipe.html");
        assertThat(hits("--label", "contract")).containsExactly("lease.txt");
        assertThat(hits("--in", folder.toString())).isEmpty();
        assertThat(hits("--in", documents.toString())).hasSize(3);
        assertThat(hits("--since", LocalDate.now(ZoneId.systemDefault()).plusDays(1).toString()))
                .isEmpty();
        assertThat(hits("--before", LocalDate.now(ZoneId.systemDefault()).toString())).isEmpty();
    }

    @Test
    void searchHasTheQueryLanguageAsOptions() {
        assertThat(hits("--page", "2-1000000")).isEmpty();
        assertThat(hits("--without", "apples")).doesNotContain("recipe.html").isNotEmpty();
        assertThat(hits("--phrase", "no such phrase")).isEmpty();
        assertThat(hits("--any", "apples,scanners"))
                .containsExactlyInAnyOrder("recipe.html", "minutes.md");
        assertThat(hits("--title", "lease")).containsExactly("lease.txt");
        assertThat(look("search", "rent", "--near", "rent").exitCode()).isEqualTo(2);
        assertThat(look("search", "rent", "--page", "last").exitCode()).isEqualTo(2);
        assertThat(look("search", "rent", "--phrase", "\"").exitCode()).isEqualTo(2);
    }

    @Test
    void searchOffersOtherSpellingsAndSaysWhatMadeNoSense() {
        var answer = look("--json", "search", "scaners page:last", "--mode", "words");

        assertThat(answer.only().get("suggestion").getAsString()).isEqualTo("scanners page:last");
        var note = answer.only().getAsJsonArray("notes").get(0).getAsJsonObject();
        assertThat(note.get("part").getAsString()).isEqualTo("page:last");
        assertThat(note.get("problem").getAsString()).isEqualTo("is-no-page");
        assertThat(answer.err()).contains("page:last").contains("searched as plain words");
        assertThat(look("search", "scaners", "--mode", "words").out())
                .contains("Did you mean: scanners");
    }

    @Test
    void listTellsWhatCouldNotBeRead() {
        assertThat(look("--json", "list", "--problem").lines())
                .singleElement()
                .matches(line -> line.get("problem").getAsString().equals("empty"));
        assertThat(look("--json", "list", "--problem", "encrypted").lines()).isEmpty();
        assertThat(look("list", "--problem=empty").out()).contains("is empty");
        assertThat(look("list", "--problem", "bored").exitCode()).isEqualTo(2);
    }

    private static List<String> hits(String... filter) {
        var arguments = new ArrayList<>(List.of("--json", "search", "the"));
        arguments.addAll(List.of("--mode", "meaning"));
        arguments.addAll(Arrays.asList(filter));
        var answer = look(arguments.toArray(String[]::new));
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        return StreamSupport.stream(answer.only().getAsJsonArray("hits").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(hit -> Path.of(hit.get("path").getAsString()).getFileName().toString())
                .toList();
    }

    @Test
    void searchForPeopleShowsTitleAndSnippet() {
        assertThat(look("search", "apples").out()).contains("Apple cake", "1 could not be");
    }

    // -- summarize

    @Test
    void summarizeWorksOnAFileWithoutALibrary() {
        var file = documents.resolve("minutes.md").toString();
        var answer = run("--json", "summarize", file, "--sentences", "1");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        var line = answer.only();
        assertThat(line.keySet())
                .containsExactly(
                        "document",
                        "path",
                        "kind",
                        "model",
                        "took_ms",
                        "sentences",
                        "settings",
                        "first_ms");
        assertThat(line.get("settings").getAsString()).contains("sentences=1");
        assertThat(line.get("path").getAsString()).isEqualTo(file);
        assertThat(line.get("kind").getAsString()).isEqualTo("extracted");
        assertThat(line.get("model").getAsString()).isEqualTo("bge-small-en-v1.5@1 int8");
        var sentence = line.getAsJsonArray("sentences").get(0).getAsJsonObject();
        assertThat(sentence.keySet()).containsExactly("text", "page", "quote", "heading");
        assertThat(MINUTES).contains(sentence.get("quote").getAsString());
        assertThat(folder.resolve("library/catalogue.db")).doesNotExist();
    }

    @Test
    void summarizeKeepsTheSummaryOfADocument() throws IOException {
        var file = Files.writeString(folder.resolve("minutes.txt"), MINUTES);
        var added = run("--json", "add", file.toString());
        var id = added.lines().getFirst().get("document").getAsString();
        var first = run("--json", "summarize", id, "--length", "brief").only();
        var second = run("--json", "summarize", id, "--length", "brief").only();
        var kept = run("--json", "show", id).only().getAsJsonArray("summaries");

        assertThat(first.get("document").getAsString()).isEqualTo(id);
        assertThat(second.get("sentences")).isEqualTo(first.get("sentences"));
        assertThat(kept).hasSize(1);
        var receipt = kept.get(0).getAsJsonObject();
        assertThat(receipt.get("length").getAsString()).isEqualTo("brief");
        assertThat(receipt.get("sentences")).isEqualTo(first.get("sentences"));
    }

    @Test
    void summarizeAnswersForWhatItCannotReadToo() {
        var answer =
                run(
                        "--json",
                        "summarize",
                        documents.resolve("nothing.txt").toString(),
                        documents.resolve("lease.txt").toString());

        assertThat(answer.exitCode()).isEqualTo(3);
        assertThat(answer.lines()).hasSize(2);
        assertThat(answer.lines().getFirst().getAsJsonArray("sentences")).isEmpty();
        assertThat(answer.lines().getLast().getAsJsonArray("sentences")).isNotEmpty();
        assertThat(answer.err()).contains("nothing.txt is empty");
    }

    // -- classify, label

    @Test
    void classifyAnswersEachLineOfStandardInputInOrder() {
        var texts = "rent is due for the flat\nbake the cake with apples\n".repeat(40);
        var answer =
                run(
                        folder.resolve("library"),
                        texts,
                        "--json",
                        "classify",
                        "-",
                        "--always",
                        "--labels",
                        "housing=flats, rent and leases,cooking=recipes and food");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.lines()).hasSize(80);
        var line = answer.lines().getFirst();
        assertThat(line.keySet())
                .containsExactly(
                        "document", "path", "label", "confidence", "labels", "scores", "took_ms");
        assertThat(line.getAsJsonObject("scores").keySet()).containsExactly("housing", "cooking");
        for (int i = 0; i < 80; i++) {
            assertThat(answer.lines().get(i).get("label").getAsString())
                    .isEqualTo(i % 2 == 0 ? "housing" : "cooking");
        }
        assertThat(folder.resolve("library/catalogue.db")).doesNotExist();
    }

    @Test
    void classifyTakesFilesAndDocuments() {
        var file = documents.resolve("recipe.html").toString();
        var id = look("--json", "show", file).only().get("document").getAsString();
        var labels = "cooking,law,medicine";
        var byFile = look("--json", "classify", file, "--always", "--labels", labels).only();
        var byId = look("--json", "classify", id, "--always", "--labels", labels).only();

        assertThat(byFile.get("label").getAsString()).isEqualTo("cooking");
        assertThat(byId.get("label").getAsString()).isEqualTo("cooking");
        assertThat(byFile.get("document").isJsonNull()).isTrue();
        assertThat(byId.get("document").getAsString()).isEqualTo(id);
    }

    @Test
    void classifyWithoutAnyLabelSaysWhatToDo() {
        var answer = run("classify", documents.resolve("lease.txt").toString());

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err()).contains("--labels").hasLineCount(1);
    }

    @Test
    void labelsAreAddedProposedSetTakenOffAndRemoved() throws IOException {
        var lease = Files.writeString(folder.resolve("lease.txt"), LEASE).toString();
        var cake = Files.writeString(folder.resolve("cake.txt"), RECIPE).toString();
        run("add", lease, cake);

        var added =
                run("--json", "label", "add", "food", "--description", "recipes for cooking food");
        assertThat(added.only().keySet()).containsExactly("label", "description");
        run("label", "add", "lease", "--description", "renting a flat or a house");

        var set = run("--json", "label", "set", "lease", cake).only();
        assertThat(set.keySet()).containsExactly("document", "path", "labels");
        assertThat(labels(set)).contains("lease set");
        var unset = run("--json", "label", "unset", "lease", cake).only();
        assertThat(labels(unset)).doesNotContain("lease set", "lease proposed");

        var list = run("--json", "label", "list").lines();
        assertThat(list)
                .extracting(line -> line.get("label").getAsString())
                .containsExactlyInAnyOrder("food", "lease");
        assertThat(list.getFirst().keySet())
                .containsExactly(
                        "label",
                        "description",
                        "set",
                        "proposed",
                        "examples",
                        "accepted",
                        "rejected",
                        "corrections",
                        "accuracy");
        assertThat(run("label", "remove", "food").exitCode()).isZero();
        assertThat(run("--json", "label", "list").lines()).hasSize(1);

        var unknown = run("label", "set", "nonsense", cake);
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("no label \"nonsense\"").hasLineCount(1);
    }

    private static List<String> labels(JsonObject line) {
        return StreamSupport.stream(line.getAsJsonArray("labels").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(label ->
                        label.get("label").getAsString() + " " + label.get("origin").getAsString())
                .toList();
    }

    // -- similar, embed, remove

    @Test
    void similarListsOtherDocumentsBestFirst() {
        var answer = look("--json", "similar", documents.resolve("lease.txt").toString());

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.lines()).hasSize(2);
        assertThat(answer.lines())
                .extracting(line -> line.get("score").getAsDouble())
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        var nothing = look("similar", documents.resolve("nothing.txt").toString());
        assertThat(nothing.exitCode()).isEqualTo(1);
    }

    @Test
    void embedGivesAVectorForEachLine() {
        var texts = "first\nsecond\nfirst\n";
        var answer = run(folder.resolve("library"), texts, "--json", "embed", "-");
        var asQueries = run(folder.resolve("library"), texts, "--json", "embed", "-", "--query");

        assertThat(answer.lines()).hasSize(3);
        var line = answer.lines().getFirst();
        assertThat(line.keySet()).containsExactly("vector", "tokens", "took_ms");
        assertThat(line.getAsJsonArray("vector")).hasSize(384);
        assertThat(line.get("tokens").getAsInt()).isEqualTo(3);
        assertThat(answer.lines().get(2).get("vector")).isEqualTo(line.get("vector"));
        assertThat(answer.lines().get(1).get("vector")).isNotEqualTo(line.get("vector"));
        assertThat(asQueries.lines().getFirst().get("vector")).isNotEqualTo(line.get("vector"));
    }

    @Test
    void embedTakesAnotherPackAndSaysWhenThereIsNone() {
        var light = run(library, "text\n", "--json", "embed", "-", "--pack", "all-minilm-l6-v2");
        var missing = run(library, "text\n", "embed", "-", "--pack", "nonsense");
        var precision = run(library, "text\n", "embed", "-", "--precision", "int3");

        assertThat(light.only().getAsJsonArray("vector")).hasSize(384);
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("nonsense").hasLineCount(1);
        assertThat(precision.exitCode()).isEqualTo(1);
        assertThat(precision.err()).contains("int8").hasLineCount(1);
    }

    @Test
    void removeForgetsADocumentAndLeavesTheFile() throws IOException {
        var file = Files.writeString(folder.resolve("lease.txt"), LEASE);
        run("add", file.toString());

        assertThat(run("--json", "remove", file.toString()).only().get("path").getAsString())
                .isEqualTo(file.toString());

        assertThat(run("--json", "list").lines()).isEmpty();
        assertThat(run("--json", "search", "rent").only().getAsJsonArray("hits")).isEmpty();
        assertThat(file).exists();
        assertThat(run("remove", file.toString()).exitCode()).isEqualTo(1);
    }

    // -- models

    @Test
    void modelsListTellsOfEachPack() {
        var answer = look("--json", "models", "list");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.lines()).hasSize(2);
        for (var line : answer.lines()) {
            assertThat(line.keySet())
                    .containsExactly(
                            "name",
                            "version",
                            "family",
                            "purpose",
                            "precision",
                            "bytes",
                            "license",
                            "source",
                            "signed",
                            "origin",
                            "in_use",
                            "pinned",
                            "revoked",
                            "problem");
            assertThat(line.get("signed").getAsBoolean()).isTrue();
            assertThat(line.get("problem").isJsonNull()).isTrue();
        }
    }

    @Test
    void modelsVerifyReadsEveryPack() {
        var answer = look("--json", "models", "verify");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.lines()).hasSize(2).allMatch(line -> line.get("intact").getAsBoolean());
    }

    @Test
    void modelsUseKeepsDocumentsFoundByMeaningWhileTheVectorsAreMadeAnew() throws IOException {
        var file = Files.writeString(folder.resolve("lease.txt"), LEASE);
        run("add", file.toString());
        var begun = run("--json", "models", "use", "all-minilm-l6-v2", "--no-wait");

        assertThat(begun.exitCode()).as(begun.err()).isZero();
        assertThat(begun.only().get("generation").getAsString()).isEqualTo("bge-small-en-v1.5@1");
        var coming = run("--json", "status").only().getAsJsonObject("coming");
        assertThat(coming.get("generation").getAsString()).isEqualTo("all-minilm-l6-v2@1");
        assertThat(coming.get("done").getAsInt()).isZero();
        assertThat(coming.get("total").getAsInt()).isEqualTo(1);
        var during = run("--json", "search", "--mode", "meaning", "who repairs the roof");
        assertThat(during.only().getAsJsonArray("hits")).hasSize(1);
        assertThat(run("models", "remove", "all-minilm-l6-v2").err()).contains("has vectors of");

        var done = run("--json", "models", "use", "all-minilm-l6-v2");
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.only().get("generation").getAsString()).isEqualTo("all-minilm-l6-v2@1");
        var after = run("--json", "search", "--mode", "meaning", "who repairs the roof");
        assertThat(after.only().getAsJsonArray("hits")).hasSize(1);
        assertThat(run("--json", "list").only().get("status").getAsString()).isEqualTo("indexed");
    }

    @Test
    void modelsCalibrateMeasuresEachPrecisionAndChoosesOne() {
        var answer =
                run(
                        "--json",
                        "models",
                        "calibrate",
                        "--pack",
                        "all-minilm-l6-v2",
                        "--seconds",
                        "0.05");

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.lines())
                .extracting(line -> line.get("precision").getAsString())
                .contains("int8", "bf16", "fp32");
        assertThat(answer.lines()).filteredOn(line -> line.get("chosen").getAsBoolean()).hasSize(1);
        for (var line : answer.lines()) {
            assertThat(line.keySet())
                    .containsExactly(
                            "pack",
                            "precision",
                            "device",
                            "streams",
                            "passages_per_s",
                            "tokens_per_s",
                            "cosine_mean",
                            "cosine_min",
                            "load_ms",
                            "chosen",
                            "reason");
            assertThat(line.get("cosine_min").getAsDouble()).isBetween(0.98, 1.0);
            assertThat(line.get("passages_per_s").getAsDouble()).isPositive();
        }
    }

    @Test
    void modelsSaysWhatItCannotDo() {
        assertThat(run("models", "calibrate", "--pack", "gpt").err())
                .contains("there is no model pack 'gpt'");
        assertThat(run("models", "calibrate", "--texts", folder.resolve("none").toString()).err())
                .contains("There is no file");
        assertThat(run("models", "calibrate", "--seconds", "0").exitCode()).isEqualTo(2);
        assertThat(run("models").exitCode()).isEqualTo(2);
        assertThat(run("models", "use", "gpt").err())
                .contains("there is no model pack 'gpt'; there are all-minilm-l6-v2");
        assertThat(run("models", "rollback", "all-minilm-l6-v2").err())
                .contains("there is no version of all-minilm-l6-v2 before 1");
        assertThat(run("models", "remove", "all-minilm-l6-v2").err())
                .contains("comes with the program");
    }

    // -- Trouble

    @Test
    void aDocumentThatIsNotThereIsNamedInOneSentence() {
        var answer = look("show", "abcdef0123");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("no document \"abcdef0123\"").hasLineCount(1);
    }

    @Test
    void wrongUsageIsExplained() {
        for (var wrong :
                List.of(
                        List.of("fly"),
                        List.of("add"),
                        List.of("list", "--colour"),
                        List.of("search", "x", "--mode", "magic"),
                        List.of("search", "x", "--limit", "0"),
                        List.of("search", "x", "--since", "yesterday"),
                        List.of("summarize", "x", "--words", "0"),
                        List.of("classify", "-", "--labels", "a,a"),
                        List.of("embed", "text"),
                        List.of("label"))) {
            var answer = look(wrong.toArray(String[]::new));
            assertThat(answer.exitCode()).as("%s: %s", wrong, answer.err()).isEqualTo(2);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err()).startsWith("stillroom: ");
        }
    }

    @Test
    void helpAndVersionAreThere() {
        assertThat(look("help").out()).contains("summarize", "classify", "similar");
        assertThat(look("help", "add").out()).contains("--words-only");
        assertThat(look("search", "--help").out()).contains("--passages");
        assertThat(look("--version").out()).startsWith("Stillroom");
        assertThat(look("licenses").out()).contains("bge-small-en-v1.5", "Apache License");
        assertThat(look("generate-completion").out()).contains("complete");
        assertThat(look("help").exitCode()).isZero();
    }

    @Test
    void aLibraryThatIsHeldIsLeftAloneAndFilesCanStillBeSummarized() throws IOException {
        var held = folder.resolve("library");
        var file = Files.writeString(folder.resolve("lease.txt"), LEASE).toString();
        try (var _ = LocalIndex.open(held)) {
            var list = run("list");
            assertThat(list.exitCode()).isEqualTo(1);
            assertThat(list.err()).hasLineCount(1);
            assertThat(run("summarize", file).exitCode()).isZero();
            assertThat(run("classify", file, "--labels", "a,b").exitCode()).isZero();
        }
        assertThat(run("list").exitCode()).isZero();
    }

    @Test
    void aLibraryOfANewerVersionIsNotTouched() throws IOException, SQLException {
        run("list");
        var catalogue = folder.resolve("library/catalogue.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + catalogue);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 9999");
        }
        var before = Files.readAllBytes(catalogue);

        var answer = run("list");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err()).contains("newer").hasLineCount(1);
        assertThat(Files.readAllBytes(catalogue)).isEqualTo(before);
    }

    @Test
    void aLibraryFolderThatIsAFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("library"), "a file");

        var answer = run("list");

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err()).hasLineCount(1);
        assertThat(folder.resolve("library")).hasContent("a file");
    }

    @Test
    void theLogHoldsNoNameAndNoText() throws IOException {
        var secret = Files.writeString(folder.resolve("secret-name.pdf"), "%PDF secret-text");
        run("add", secret.toString());
        run("show", "secret-name");
        try (var logs = Files.walk(folder.resolve("library/logs"))) {
            for (var log : logs.filter(Files::isRegularFile).toList()) {
                assertThat(log).content().doesNotContain("secret");
            }
        }
    }

    @Test
    void withoutACommandTheWindowOpens() {
        var opened = new ArrayList<Path>();
        var exitCode =
                Stillroom.run(
                        new String[] {"--library", "x"},
                        new Stage("").terminal(),
                        _ -> {
                            throw new AssertionError("the window opens its library itself");
                        },
                        (path, _) -> {
                            opened.add(path.orElseThrow());
                            return 0;
                        });
        assertThat(exitCode).isZero();
        assertThat(opened).containsExactly(Path.of("x"));
    }

    @Test
    void openGivesTheWindowWhatItIsToAdd() {
        var added = new ArrayList<Path>();
        var exitCode =
                Stillroom.run(
                        new String[] {"open", "search", "a b.pdf", "--library=x"},
                        new Stage("").terminal(),
                        _ -> {
                            throw new AssertionError("the window opens its library itself");
                        },
                        (_, paths) -> {
                            added.addAll(paths);
                            return 7;
                        });
        assertThat(exitCode).isEqualTo(7);
        assertThat(added).containsExactly(Path.of("search"), Path.of("a b.pdf"));
    }

    @Test
    void aStartOfTheWindowThatIsNotPlainIsReadAsACommandLine() {
        for (var arguments :
                List.of(
                        List.of("open", "--nonsense"),
                        List.of("--library"),
                        List.of("--library", "a", "--library", "b"),
                        List.of("--library=a", "--nonsense", "open"))) {
            assertThat(look(arguments.toArray(String[]::new)).exitCode())
                    .as(arguments.toString())
                    .isEqualTo(2);
        }
        assertThat(look("open", "--help").out()).contains("Opens the window and adds files");
    }

    @Test
    void aWindowThatCannotOpenSaysSo() {
        var stage = new Stage("");
        var exitCode =
                Stillroom.run(
                        new String[] {"open"},
                        stage.terminal(),
                        _ -> {
                            throw new AssertionError("the window opens its library itself");
                        },
                        (_, _) -> {
                            throw new UnsupportedOperationException("Unable to open DISPLAY");
                        });
        assertThat(exitCode).isEqualTo(1);
        assertThat(stage.err.toString(StandardCharsets.UTF_8))
                .contains("Something inside went wrong (UnsupportedOperationException)");
    }

    @Test
    void theWindowIsRecognizedBeforeTheCommandLineIsRead() {
        for (var window :
                List.of(
                        List.<String>of(),
                        List.of("--library", "x"),
                        List.of("--library=x"),
                        List.of("open"),
                        List.of("open", "a.pdf", "--library", "x"),
                        List.of("--library", "open", "open", "search"))) {
            assertThat(Stillroom.opensWindow(window)).as(window.toString()).isTrue();
        }
        for (var command :
                List.of(
                        List.of("--help"),
                        List.of("--version"),
                        List.of("search", "open"),
                        List.of("--library", "open", "list"),
                        List.of("--json", "status"))) {
            assertThat(Stillroom.opensWindow(command)).as(command.toString()).isFalse();
        }
    }

    @Test
    void theManualPageTellsOfEachCommandThatHelpTellsOf() {
        var page = look("generate-man-page").out();
        var help = look("help").out();
        for (var command : help.substring(help.indexOf("Commands:")).lines().skip(1).toList()) {
            if (command.matches("  [a-z].*")) {
                var name = command.strip().split(" ", 2)[0].replace("-", "\\-");
                assertThat(page).contains(".SS stillroom " + name);
            }
        }
        assertThat(page).contains("\\fB\\-\\-words\\-only\\fR");
    }

    // -- The stage

    private record Answer(int exitCode, String out, String err) {

        List<JsonObject> lines() {
            return out.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
        }

        JsonObject only() {
            assertThat(lines()).as(err).hasSize(1);
            return lines().getFirst();
        }
    }

    /// Streams of a command.
    private static final class Stage {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final Terminal terminal;

        Stage(String in) {
            terminal =
                    new Terminal(
                            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                            out,
                            Terminal.Kind.FILE,
                            err,
                            Terminal.Kind.FILE);
        }

        Terminal terminal() {
            return terminal;
        }
    }

    /// Runs a command on a library of its own.
    private Answer run(String... arguments) {
        return run(folder.resolve("library"), "", arguments);
    }

    /// Runs a command on the library that nobody changes.
    private static Answer look(String... arguments) {
        return run(library, "", arguments);
    }

    private static Answer run(Path library, String in, String... arguments) {
        var stage = new Stage(in);
        var lock = new LockState.NotEnforced(LockState.Why.LEFT_OUT, List.of());
        var exitCode =
                Stillroom.run(
                        arguments,
                        stage.terminal(),
                        _ -> new App(library, lock),
                        (_, _) -> {
                            throw new AssertionError("no window in tests");
                        });
        return new Answer(
                exitCode,
                stage.out.toString(StandardCharsets.UTF_8),
                stage.err.toString(StandardCharsets.UTF_8));
    }

    private static JsonObject line(Answer answer, Path path) {
        return answer.lines().stream()
                .filter(line -> line.has("path"))
                .filter(line -> line.get("path").getAsString().equals(path.toString()))
                .findFirst()
                .orElseThrow();
    }

    private static String problem(Answer answer, Path path) {
        return line(answer, path).get("problem").getAsString();
    }
}
