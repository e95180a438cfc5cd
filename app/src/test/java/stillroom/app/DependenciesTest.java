package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Everything of others that the program is made of: named in `NOTICE` with its license, and the
/// same bytes on every machine. `mvn` lists it before the tests.
class DependenciesTest {

    /// What is unpacked at build and so is in no list of dependencies.
    private static final Set<String> UNPACKED =
            Set.of(
                    "ai.djl.pytorch:pytorch-native-cpu",
                    "ai.djl.pytorch:pytorch-jni",
                    "dev.langchain4j:");

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LISTED =
            Pattern.compile(
                    "\\s+(?<group>[^:\\s]+):(?<name>[^:]+):jar:(?:(?<classifier>[^:]+):)?"
                            + "(?<version>[^:]+):(?:compile|runtime):(?<file>.+?\\.jar)(?: .*)?");

    private record Dependency(
            String group, String name, String version, @Nullable String classifier, Path file) {

        String coordinates() {
            return group + ":" + name + ":" + version;
        }

        String pinned() {
            return classifier == null ? coordinates() : coordinates() + ":" + classifier;
        }
    }

    @Test
    void noticeNamesWhatTheProgramIsMadeOfAndNothingElse() throws IOException {
        var named =
                Files.readAllLines(ROOT.resolve("NOTICE")).stream()
                        .filter(line -> line.matches(" {4}[\\w.-]+:[\\w.-]+:[\\w.-]+"))
                        .map(String::strip)
                        .collect(Collectors.toCollection(TreeSet::new));
        var used =
                dependencies().stream()
                        .map(Dependency::coordinates)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(used);
    }

    @Test
    void everyLibraryHasThePinnedBytes() throws Exception {
        var pins = pins();
        for (var dependency : dependencies()) {
            // Hashes are pinned for the one platform that is tested.
            if (dependency.classifier() == null || dependency.classifier().equals("linux")) {
                assertThat(sha256(dependency.file()))
                        .as(dependency.pinned() + " in installers/dependencies.sha256")
                        .isEqualTo(pins.get(dependency.pinned()));
            }
        }
    }

    @Test
    void everyPinIsOfSomethingThatIsUsed() throws IOException {
        var used = dependencies().stream().map(Dependency::pinned).collect(Collectors.toSet());
        assertThat(pins().keySet())
                .filteredOn(pin -> !pin.endsWith(":linux"))
                .filteredOn(pin -> UNPACKED.stream().noneMatch(pin::startsWith))
                .isSubsetOf(used);
    }

    /// The natives of PyTorch and the published models, which lie beside the libraries.
    @Test
    void whatIsUnpackedAtBuildHasThePinnedBytes() throws Exception {
        var sqlite =
                dependencies().stream()
                        .filter(each -> each.name().equals("sqlite-jdbc"))
                        .findFirst()
                        .orElseThrow();
        var repository = sqlite.file().getParent();
        for (int i = 0; i < sqlite.group().split("\\.", -1).length + 2; i++) {
            repository = repository.getParent();
        }
        int compared = 0;
        for (var pin : pins().entrySet()) {
            var part = pin.getKey().split(":", -1);
            var file =
                    repository
                            .resolve(part[0].replace('.', '/'))
                            .resolve(part[1])
                            .resolve(part[2])
                            .resolve(
                                    part[1]
                                            + "-"
                                            + part[2]
                                            + (part.length > 3 ? "-" + part[3] : "")
                                            + ".jar");
            if (UNPACKED.stream().anyMatch(pin.getKey()::startsWith) && Files.exists(file)) {
                assertThat(sha256(file)).as(pin.getKey()).isEqualTo(pin.getValue());
                compared++;
            }
        }
        assertThat(compared).isPositive();
    }

    private static List<Dependency> dependencies() throws IOException {
        var listed =
                Files.readAllLines(Path.of("target/dependencies.txt")).stream()
                        .map(LISTED::matcher)
                        .filter(matcher -> matcher.matches())
                        .map(found ->
                                new Dependency(
                                        found.group("group"),
                                        found.group("name"),
                                        found.group("version"),
                                        found.group("classifier"),
                                        Path.of(found.group("file"))))
                        .filter(each -> !each.group().equals("stillroom"))
                        .toList();
        assertThat(listed).hasSizeGreaterThan(50);
        return listed;
    }

    private static Map<String, String> pins() throws IOException {
        var pins = new TreeMap<String, String>();
        for (var line : Files.readAllLines(ROOT.resolve("installers/dependencies.sha256"))) {
            if (!line.startsWith("#")) {
                pins.put(line.substring(66), line.substring(0, 64));
            }
        }
        return pins;
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    }
}
