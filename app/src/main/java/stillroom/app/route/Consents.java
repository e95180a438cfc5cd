package stillroom.app.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import stillroom.app.route.Consent.Scope;
import stillroom.app.route.Consent.Standing;

/// The standing consents of a library, in a file that a person can read: `consents.txt`. Those that
/// have ended are dropped. Safe for any thread.
public final class Consents {

    /// No standing consent lasts longer.
    public static final Duration LONGEST = Duration.ofDays(31);

    private static final String FILE = "consents.txt";
    private static final Pattern LINE = Pattern.compile("until (\\S+) (label|folder) \"(.+)\"");

    private final Path file;
    private final Clock clock;
    private final List<Standing> standing = new ArrayList<>();

    private Consents(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /// Reads the consents of the library in a folder.
    ///
    /// @throws IOException if the file cannot be read, or a line of it cannot be understood
    public static Consents load(Path library, Clock clock) throws IOException {
        var consents = new Consents(library.resolve(FILE), clock);
        if (Files.exists(consents.file)) {
            for (var line : Files.readAllLines(consents.file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    consents.standing.add(parsed(line));
                }
            }
        }
        return consents;
    }

    private static Standing parsed(String line) throws IOException {
        var matcher = LINE.matcher(line.strip());
        if (matcher.matches()) {
            try {
                var scope =
                        matcher.group(2).equals("label")
                                ? new Scope.Label(matcher.group(3))
                                : new Scope.Folder(Path.of(matcher.group(3)));
                return new Standing(scope, Instant.parse(matcher.group(1)));
            } catch (DateTimeException | InvalidPathException _) {
                // It cannot be understood.
            }
        }
        throw new IOException(
                "%s has a line that is not understood: write until TIME label \"NAME\"."
                        .formatted(FILE));
    }

    /// Consents to every payload about documents in a scope, until a moment.
    ///
    /// @throws IllegalArgumentException if that is past, or longer than [#LONGEST] from now
    public synchronized void grant(Scope scope, Instant until) throws IOException {
        var now = clock.instant();
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
            throw new IllegalArgumentException(
                    "A standing consent ends within %d days.".formatted(LONGEST.toDays()));
        }
        standing.removeIf(each -> each.scope().equals(scope));
        standing.add(new Standing(scope, until));
        save();
    }

    /// Takes back the consents to a scope.
    public synchronized void revoke(Scope scope) throws IOException {
        standing.removeIf(each -> each.scope().equals(scope));
        save();
    }

    /// The consents that have not ended.
    public synchronized List<Standing> standing() {
        var now = clock.instant();
        return standing.stream().filter(each -> each.until().isAfter(now)).toList();
    }

    /// A consent that covers a request, if there is one. Proposed labels do not count: the user has
    /// not set them.
    ///
    /// @param labels those that were set by hand
    Optional<Standing> covering(Facts facts, Set<String> labels) {
        return standing().stream()
                .filter(each ->
                        switch (each.scope()) {
                            case Scope.Label(var name) -> labels.contains(name);
                            case Scope.Folder(var folder) -> facts.isIn(folder);
                        })
                .findFirst();
    }

    private void save() throws IOException {
        var text = new StringBuilder("# Standing consents. Delete a line to take one back.\n");
        for (var each : standing()) {
            text.append("until ").append(each.until());
            switch (each.scope()) {
                case Scope.Label(var name) -> text.append(" label \"").append(name);
                case Scope.Folder(var folder) -> text.append(" folder \"").append(folder);
            }
            text.append("\"\n");
        }
        var written = file.resolveSibling(FILE + ".new");
        Files.writeString(written, text);
        Files.move(
                written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
