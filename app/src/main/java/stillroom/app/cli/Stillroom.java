package stillroom.app.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import stillroom.ai.AiException;
import stillroom.app.settings.Notices;
import stillroom.index.Document;
import stillroom.index.IndexException;
import stillroom.index.LocalIndex;
import stillroom.index.query.Query.Mode;

/// The command that all others hang from; opens the window when it stands alone.
@Command(
        name = "stillroom",
        description = "Finds, summarizes and labels your documents on your own machine.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Stillroom.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some documents could not be"
                    + " read."
        })
public final class Stillroom implements Callable<Integer> {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int SOME_UNREADABLE = 3;

    /// The option that names the library.
    public static final String LIBRARY = "--library";

    private static final String JSON = "--json";

    private static final Set<String> VERSION = Set.of("--version", "-V");

    /// Commands that open the library whatever else is asked of them, and change nothing in it.
    private static final Set<String> LOOKS =
            Set.of(SearchCommand.NAME, "list", "show", "similar", "duplicates", "status");

    /// How the mode of a search is told that needs no model.
    private static final Pattern BY_WORDS = Pattern.compile("(--mode=)?" + Shown.word(Mode.WORDS));

    /// Help needs no library, and what a file with arguments or what follows `--` says, picocli
    /// knows.
    private static final Pattern NOT_READ_HERE = Pattern.compile("-h|--help|--|@.*");

    /// An option, or for picocli the name of a file with arguments.
    private static final Pattern NOT_PLAIN = Pattern.compile("[-@].*|");

    private static final Logger LOG = Logger.getLogger(Stillroom.class.getName());

    @Option(
            names = LIBRARY,
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "The folder of the library, made if missing. Default: $STILLROOM_LIBRARY, else"
                            + " the folder for data of your system.")
    private @Nullable Path library;

    @Option(
            names = JSON,
            scope = ScopeType.INHERIT,
            description = "Print one JSON object a line, and nothing else, on standard output.")
    private boolean json;

    private final Terminal terminal;
    private final Function<Optional<Path>, Parts> open;
    private final Window window;
    private @Nullable Parts parts;
    @Spec private @Nullable CommandSpec spec;

    private Stillroom(Terminal terminal, Function<Optional<Path>, Parts> open, Window window) {
        this.terminal = terminal;
        this.open = open;
        this.window = window;
    }

    /// Opens the window.
    public interface Window {

        /// Returns when it is closed.
        ///
        /// @param library its folder; if empty, that of the default one
        /// @param paths what is to be added
        /// @return the exit code
        int open(Optional<Path> library, List<Path> paths);
    }

    /// Runs one command, and closes what it opened.
    ///
    /// @param open makes the application for the library in a folder, or the default one
    /// @return the exit code
    public static int run(
            String[] arguments,
            Terminal terminal,
            Function<Optional<Path>, Parts> open,
            Window window) {
        var stillroom = new Stillroom(terminal, open, window);
        int exitCode = FAILED;
        try {
            try {
                exitCode = stillroom.execute(arguments);
            } finally {
                stillroom.close();
            }
        } catch (IndexException failure) {
            // Such as a full disk. What was not written is made again by the next start.
            if (exitCode != FAILED) {
                stillroom.complain(String.valueOf(failure.getMessage()));
            }
            exitCode = FAILED;
        } finally {
            terminal.out().flush();
        }
        return exitCode;
    }

    private void close() {
        if (parts != null) {
            parts.repaired().ifPresent(this::tell);
            parts.close();
        }
    }

    private int execute(String[] arguments) {
        var glance = Glance.at(List.of(arguments));
        var toAdd = readPlainly(glance);
        if (toAdd.isEmpty()) {
            openMeanwhile(glance);
            return commandLine(glance).execute(arguments);
        }
        try {
            return openWindow(toAdd.get());
        } catch (RuntimeException failure) {
            return failed(failure);
        }
    }

    /// Has the library opened, and the model loaded, while picocli reads the arguments of a command
    /// that only looks at it: each takes a tenth of a second or more.
    private void openMeanwhile(Glance glance) {
        var asked = glance.command().filter(LOOKS::contains);
        if (asked.isPresent() && !glance.any(NOT_READ_HERE)) {
            parts = open.apply(glance.library());
            parts.expectLibrary();
            if (asked.get().equals(SearchCommand.NAME) && !glance.any(BY_WORDS)) {
                parts.expectModels();
            }
        }
    }

    /// The arguments by a first look at them, before picocli reads them.
    ///
    /// @param libraries what the option that names the library says, each time that it is given
    /// @param rest all others
    private record Glance(List<String> libraries, List<String> rest) {

        static Glance at(List<String> arguments) {
            var libraries = new ArrayList<String>();
            var rest = new ArrayList<String>();
            for (int i = 0; i < arguments.size(); i++) {
                var argument = arguments.get(i);
                if (argument.equals(LIBRARY) && i + 1 < arguments.size()) {
                    libraries.add(arguments.get(++i));
                } else if (argument.startsWith(LIBRARY + "=")) {
                    libraries.add(argument.substring(LIBRARY.length() + 1));
                } else {
                    rest.add(argument);
                }
            }
            return new Glance(libraries, rest);
        }

        Optional<Path> library() {
            return libraries.stream().findFirst().map(Path::of);
        }

        boolean any(Pattern like) {
            return Stream.concat(libraries.stream(), rest.stream())
                    .anyMatch(like.asMatchPredicate());
        }

        /// The command, or what stands in its place.
        Optional<String> command() {
            return rest.stream().filter(argument -> !argument.equals(JSON)).findFirst();
        }
    }

    /// The library that the arguments name, by a first look at them.
    public static Optional<Path> library(List<String> arguments) {
        return Glance.at(arguments).library();
    }

    /// Reads `[--library DIR] [open PATH…]`, which starts the window: picocli would take a fifth of
    /// a second for it.
    ///
    /// @return the paths; empty if anything else was given
    private Optional<List<Path>> readPlainly(Glance glance) {
        if (glance.libraries().size() > 1
                || glance.any(NOT_PLAIN)
                || !glance.command().orElse(OpenCommand.NAME).equals(OpenCommand.NAME)) {
            return Optional.empty();
        }
        library = glance.library().orElse(null);
        return Optional.of(glance.rest().stream().skip(1).map(Path::of).toList());
    }

    private CommandLine commandLine(Glance glance) {
        var line = new CommandLine(this);
        var commands = commands();
        var asked = glance.command().orElse(OpenCommand.NAME);
        boolean one = commands.containsKey(asked) || VERSION.contains(asked);
        if (one) {
            commands.keySet()
                    .retainAll(Set.of(asked)); // to make them all takes longer than a search
        }
        commands.forEach((name, maker) -> line.addSubcommand(name, maker.get()));
        if (!one) {
            line.addSubcommand(new HelpCommand()).addSubcommand(new GenerateCompletion());
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler((exception, _, _) -> failed(exception));
    }

    /// The commands by their names, in the order in which help lists them.
    private Map<String, Supplier<Object>> commands() {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put(OpenCommand.NAME, () -> new OpenCommand(this));
        commands.put("add", () -> new AddCommand(this));
        commands.put("remove", () -> new RemoveCommand(this));
        commands.put("list", () -> new ListCommand(this));
        commands.put(SearchCommand.NAME, () -> new SearchCommand(this));
        commands.put("show", () -> new ShowCommand(this));
        commands.put("summarize", () -> new SummarizeCommand(this));
        commands.put("classify", () -> new ClassifyCommand(this));
        commands.put("label", () -> new LabelCommand(this));
        commands.put("similar", () -> new SimilarCommand(this));
        commands.put("duplicates", () -> new DuplicatesCommand(this));
        commands.put("ask", () -> new AskCommand(this));
        commands.put("watch", () -> new WatchCommand(this));
        commands.put("ocr", () -> new OcrCommand(this));
        commands.put("embed", () -> new EmbedCommand(this));
        commands.put(
                "models",
                () ->
                        new CommandLine(new ModelsCommand(this))
                                .addSubcommand(new ModelsImportCommand(this)));
        commands.put("status", () -> new StatusCommand(this));
        commands.put("export", () -> new ExportCommand(this));
        commands.put("backup", () -> new BackupCommand(this));
        commands.put("restore", () -> new RestoreCommand(this));
        commands.put("check", () -> new CheckCommand(this));
        commands.put("diagnostics", () -> new DiagnosticsCommand(this));
        commands.put(
                "privacy",
                () ->
                        new CommandLine(new PrivacyCommand(this))
                                .addSubcommand(new PrivacyCloudCommand(this)));
        return commands;
    }

    @Override
    public Integer call() {
        return openWindow(List.of());
    }

    int openWindow(List<Path> paths) {
        return window.open(Optional.ofNullable(library), paths);
    }

    /// Whether the arguments ask for the window, by a first look at them. To be known before they
    /// are parsed, because the offline lock comes first and differs.
    public static boolean opensWindow(List<String> arguments) {
        return Glance.at(arguments).command().map(OpenCommand.NAME::equals).orElse(true);
    }

    private void tell(LocalIndex.Check repair) {
        complain(
                "The index was incomplete, damaged or of an older version. Nothing is lost: the words of %d documents were"
                                .formatted(repair.words())
                        + " put in again from the catalogue, and the vectors of %d will be made again."
                                .formatted(repair.vectors()));
    }

    private int wrongUsage(ParameterException exception, String[] arguments) {
        var command = exception.getCommandLine().getCommandSpec().qualifiedName();
        complain(String.valueOf(exception.getMessage()));
        terminal.err().println("Try: " + command + " --help");
        return WRONG_USAGE;
    }

    private int failed(Exception exception) {
        if (parts != null && parts.isClosed()) {
            return FAILED; // by Ctrl+C, which needs no explanation
        }
        switch (exception) {
            case Terminal.ReaderGone _ -> {}
            case Failure failure -> {
                complain(failure.sentence());
                return failure.exitCode();
            }
            case IndexException foreseen ->
                    complain("%s (%s)".formatted(foreseen.getMessage(), foreseen.reason().code()));
            case AiException foreseen ->
                    complain("%s (%s)".formatted(foreseen.getMessage(), foreseen.reason().code()));
            default -> {
                LOG.log(Level.SEVERE, "a command failed", exception);
                if (Boolean.getBoolean("stillroom.debug")) {
                    exception.printStackTrace(terminal.err());
                }
                complain(
                        "Something inside went wrong (%s); the log of the library tells where."
                                .formatted(exception.getClass().getSimpleName()));
            }
        }
        return FAILED;
    }

    // -- What the commands share

    Terminal terminal() {
        return terminal;
    }

    boolean json() {
        return json;
    }

    Parts parts() {
        if (parts == null) {
            parts = open.apply(Optional.ofNullable(library));
        }
        return parts;
    }

    /// Prints a record as JSON if that was asked for, else a text for people, if there is one.
    void print(Record line, String forPeople) {
        if (json) {
            terminal.print(Json.line(line));
        } else if (!forPeople.isEmpty()) {
            terminal.print(forPeople);
        }
    }

    /// Says one sentence on standard error.
    void complain(String sentence) {
        terminal.err().println("stillroom: " + Terminal.oneLine(sentence));
    }

    @Command(name = "licenses", description = "Prints the license, and what others made.")
    int licenses() {
        terminal.print(Notices.text());
        return DONE;
    }

    @Command(name = "generate-man-page", hidden = true, description = "Prints the manual page.")
    int generateManPage() {
        terminal.print(ManPage.of(Objects.requireNonNull(spec), Notices.version()));
        return DONE;
    }

    /// The document that a person means by an id, the beginning of one, or a path.
    Document document(String named) {
        var found = parts().index().find(named);
        if (found.isEmpty()) {
            throw new Failure(
                    "The library has no document \"%s\"; see: stillroom list".formatted(named));
        }
        if (found.size() > 1) {
            throw new Failure(
                    "\"%s\" is the beginning of %d ids; give more digits."
                            .formatted(named, found.size()));
        }
        return found.getFirst();
    }

    /// Milliseconds since a moment of [System#nanoTime], to the hundredth.
    static double millisecondsSince(long began) {
        return rounded((System.nanoTime() - began) / 1e6, 2);
    }

    /// Digits that mean nothing are not printed.
    static double rounded(double value, int digits) {
        var scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /// Tells the version of the program.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "Stillroom " + Notices.version(),
                "Java " + Runtime.version(),
                "Apache License 2.0; what others made: stillroom licenses",
            };
        }
    }
}
