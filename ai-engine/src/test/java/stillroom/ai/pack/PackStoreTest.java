package stillroom.ai.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stillroom.ai.pack.PackStore.Caution;
import stillroom.ai.pack.PackStore.Held;

class PackStoreTest {

    @TempDir private Path folder;

    private Path shipped = Path.of("");
    private Path installed = Path.of("");

    @BeforeEach
    void shipOnePack() throws IOException {
        shipped = folder.resolve("shipped");
        installed = folder.resolve("installed");
        TinyPack.write(shipped.resolve("tiny"), "1");
    }

    // -- What is there

    @Test
    void writesNothingBeforeThereIsSomethingToInstall() throws IOException {
        assertThat(store().packs()).hasSize(1);
        assertThat(installed).doesNotExist();
    }

    @Test
    void keepsVersionsSideBySideAndMeansTheNewest() throws IOException {
        install("1.9");
        install("1.10");

        assertThat(store().packs())
                .extracting(held -> held.pack().manifest().version())
                .containsExactly("1.10", "1.9", "1");
        assertThat(store().pack("tiny").manifest().version()).isEqualTo("1.10");
        assertThat(store().pack("tiny@1.9").manifest().version()).isEqualTo("1.9");
        store().pack("tiny@1").verify();
    }

    @Test
    void saysWhichPacksThereAreWhenOneIsNot() {
        assertThatThrownBy(() -> store().pack("huge"))
                .hasMessage("there is no model pack 'huge'; there are tiny");
    }

    @Test
    void oneBrokenPackLeavesTheOthers() throws IOException {
        install("2");
        Files.writeString(installed.resolve("tiny@2/manifest.json"), "{");

        assertThat(store().pack("tiny").manifest().version()).isEqualTo("1");
        assertThat(store().broken()).containsOnlyKeys("tiny@2");
        assertThatThrownBy(() -> store().pack("tiny@2")).hasMessageContaining("manifest.json");
    }

    @Test
    void aDamagedRecordLeavesTheShippedPacks() throws IOException {
        install("2");
        Files.writeString(installed.resolve("store.json"), "{\"tiny\": 3");

        assertThat(store().pack("tiny").manifest().version()).isEqualTo("1");
        assertThat(store().broken()).containsOnlyKeys("store.json");
        assertThatThrownBy(() -> install("3")).hasMessageContaining("move it away");
    }

    // -- Trust

    @Test
    void refusesAShippedPackThatIsNotSignedWithTheKeyOfTheProgram() {
        PackStore careful = PackStore.open(shipped, installed);

        assertThatThrownBy(() -> careful.pack("tiny"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not signed");
    }

    @Test
    void thePacksOfThisBuildAreSigned() throws IOException {
        Path packs = Path.of(System.getProperty("stillroom.packs"));

        assertThat(PackStore.open(packs, installed).packs())
                .isNotEmpty()
                .allSatisfy(held -> {
                    assertThat(held.pack().signed()).isTrue();
                    assertThat(held.objection()).isNull();
                });
    }

    @Test
    void aByteChangedInASignedManifestIsSeen() throws IOException {
        Path real = Path.of(System.getProperty("stillroom.packs")).resolve("all-minilm-l6-v2");
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String file : List.of("manifest.json", "manifest.json.sig")) {
            Files.copy(real.resolve(file), copy.resolve(file));
        }
        assertThat(ModelPack.open(copy).signed()).isTrue();
        Path manifest = copy.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("mean", "cls"));

        assertThat(ModelPack.open(copy).signed()).isFalse();
    }

    @Test
    void aSignatureByAnotherKeyCountsForNothing() throws IOException {
        Path pack = shipped.resolve("tiny");
        var key = PackSignature.oneTimeKey();
        PackSignature.sign(pack, key.getPrivate());

        assertThat(
                        PackSignature.isSigned(
                                PackSignature.bytes(pack), Manifest.bytes(pack), key.getPublic()))
                .isTrue();
        assertThat(ModelPack.open(pack).signed()).isFalse();
    }

    @Test
    void whatIsNotSignedCanBeInstalledByItsOwnerAndIsShownAsSuch() throws IOException {
        Held held = install("2");

        assertThat(held.pack().signed()).isFalse();
        assertThat(held.shipped()).isFalse();
        assertThat(held.current()).isTrue();
        assertThat(held.objection()).isNull();
    }

    @Test
    void refusesAnInstalledPackWhoseManifestWasExchanged() throws IOException {
        install("2");
        Path there = installed.resolve("tiny@2");
        TinyPack.write(there, "2", "other weights");

        assertThatThrownBy(() -> store().pack("tiny@2"))
                .hasMessage("manifest.json was changed; import the pack again");
        Held held = store().find("tiny@2").orElseThrow();
        assertThat(PackStore.damage(held))
                .contains(new Flaw(Flaw.Kind.MANIFEST_CHANGED, "manifest.json"));
    }

    @Test
    void verifyNamesTheChangedFile() throws IOException {
        Held held = install("2");
        assertThat(PackStore.damage(held)).isEmpty();
        Files.writeString(installed.resolve("tiny@2/weights.safetensors"), "weights of 3");

        assertThat(PackStore.damage(held))
                .contains(new Flaw(Flaw.Kind.FILE_CHANGED, "weights.safetensors"));
    }

    // -- Installing

    @Test
    void refusesWhatIsDamagedAndKeepsTheOldPack() throws IOException {
        Path pack = TinyPack.write(folder.resolve("new"), "2");
        Files.writeString(pack.resolve("weights.safetensors"), "weights of x");

        assertThatThrownBy(() -> store().install(pack, Caution.FORCED))
                .hasMessageContaining("weights.safetensors was changed");
        assertThat(store().pack("tiny").manifest().version()).isEqualTo("1");
        assertThat(left()).doesNotContain("tiny@2");
    }

    @Test
    void refusesFilesThatTheManifestDoesNotList() throws IOException {
        Path pack = TinyPack.write(folder.resolve("new"), "2");
        Files.writeString(pack.resolve("run.sh"), "rm");

        assertThatThrownBy(() -> store().install(pack, Caution.FORCED))
                .hasMessage("run.sh is no file that the manifest lists");
    }

    @Test
    void refusesALinkInPlaceOfAFile() throws IOException {
        Path pack = TinyPack.write(folder.resolve("new"), "2");
        Path weights = pack.resolve("weights.safetensors");
        Files.move(weights, folder.resolve("elsewhere"));
        Files.createSymbolicLink(weights, folder.resolve("elsewhere"));

        assertThatThrownBy(() -> store().install(pack, Caution.FORCED))
                .hasMessageContaining("weights.safetensors");
    }

    @Test
    void takesAStagedFolderOverAndCopiesAnyOther() throws IOException {
        Path staged = store().stage();
        store().install(TinyPack.write(staged, "2"), Caution.CAREFUL);
        Path elsewhere = TinyPack.write(folder.resolve("elsewhere"), "3");
        store().install(elsewhere, Caution.CAREFUL);

        assertThat(staged).doesNotExist();
        assertThat(elsewhere.resolve("manifest.json")).exists();
        assertThat(left()).containsExactly("store.json", "store.lock", "tiny@2", "tiny@3");
    }

    @Test
    void installingTheSameAgainChangesNothing() throws IOException {
        install("2");
        assertThat(install("2").current()).isTrue();
        assertThat(store().packs()).hasSize(2);
    }

    @Test
    void refusesAnotherPackOfTheSameVersion() throws IOException {
        install("2");
        Path other = TinyPack.write(folder.resolve("other"), "2", "other weights");

        assertThatThrownBy(() -> store().install(other, Caution.FORCED))
                .hasMessageContaining("there is another tiny@2 already");
        assertThat(store().nextVersion("tiny")).isEqualTo("3");
        assertThat(store().nextVersion("small")).isEqualTo("1");
    }

    /// An old pack may be properly signed and still be one whose faults are known by now.
    @Test
    void refusesAVersionOlderThanOneThatWasHere() throws IOException {
        install("3");
        store().remove("tiny@3");
        Path old = TinyPack.write(folder.resolve("old"), "2");

        assertThatThrownBy(() -> store().install(old, Caution.CAREFUL))
                .hasMessage(
                        "tiny@2 is older than version 3, which this machine had; it is taken only by"
                                + " force");
        assertThat(store().install(old, Caution.FORCED).current()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(PackStore.Step.class)
    void aProcessThatDiesWhileItInstallsLeavesTheOldPackInUse(PackStore.Step step)
            throws Exception {
        install("2");
        Path next = TinyPack.write(folder.resolve("next"), "3");
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DyingInstall.class.getName(),
                                shipped.toString(),
                                installed.toString(),
                                next.toString(),
                                step.name())
                        .inheritIO()
                        .start();
        assertThat(child.waitFor()).isEqualTo(DyingInstall.DIED);

        String now = step == PackStore.Step.RECORDED ? "3" : "2";
        ModelPack used = store().pack("tiny");
        assertThat(used.manifest().version()).isEqualTo(now);
        used.verify();
        assertThat(install("3").current()).isTrue();
        store().pack("tiny@3").verify();
        assertThat(left()).containsExactly("store.json", "store.lock", "tiny@2", "tiny@3");
    }

    /// Installs a pack and dies in the middle.
    static final class DyingInstall {

        static final int DIED = 77;

        private DyingInstall() {}

        public static void main(String[] arguments) throws IOException {
            PackStore.Step last = PackStore.Step.valueOf(arguments[3]);
            new PackStore(
                            Path.of(arguments[0]),
                            Path.of(arguments[1]),
                            true,
                            step -> {
                                if (step == last) {
                                    Runtime.getRuntime().halt(DIED);
                                }
                            })
                    .install(Path.of(arguments[2]), Caution.CAREFUL);
        }
    }

    // -- Choosing

    @Test
    void aChosenVersionStaysWhenANewerOneComes() throws IOException {
        install("2");
        assertThat(store().use("tiny@1", Caution.CAREFUL).pinned()).isTrue();
        install("3");
        assertThat(store().pack("tiny").manifest().version()).isEqualTo("1");

        assertThat(store().use("tiny", Caution.CAREFUL).pack().manifest().version()).isEqualTo("3");
        assertThat(store().find("tiny").orElseThrow().pinned()).isFalse();
    }

    @Test
    void rollsBackAndDoesNotTakeTheRevokedVersionAgain() throws IOException {
        install("2");
        install("3");

        assertThat(store().rollback("tiny").pack().manifest().version()).isEqualTo("2");
        assertThat(store().find("tiny@3").orElseThrow().revoked()).isTrue();
        assertThatThrownBy(() -> store().use("tiny@3", Caution.CAREFUL))
                .hasMessageContaining("rolled back");
        assertThat(store().use("tiny", Caution.CAREFUL).pack().manifest().version()).isEqualTo("2");
        store().remove("tiny@3");
        Path again = TinyPack.write(folder.resolve("again"), "3");
        assertThatThrownBy(() -> store().install(again, Caution.CAREFUL))
                .hasMessageContaining("rolled back");
        assertThat(store().install(again, Caution.FORCED).revoked()).isFalse();
    }

    @Test
    void cannotRollBackFromTheOnlyVersion() {
        assertThatThrownBy(() -> store().rollback("tiny"))
                .hasMessage("there is no version of tiny before 1");
    }

    @Test
    void removesWhatWasInstalledButNotWhatCameWithTheProgram() throws IOException {
        install("2");
        store().use("tiny@2", Caution.CAREFUL);

        assertThatThrownBy(() -> store().remove("tiny")).hasMessageContaining("name one");
        store().remove("tiny@2");
        assertThat(store().pack("tiny").manifest().version()).isEqualTo("1");
        assertThat(left()).doesNotContain("tiny@2");
        assertThatThrownBy(() -> store().remove("tiny@1"))
                .hasMessageContaining("comes with the program");
    }

    private PackStore store() {
        return new PackStore(shipped, installed, true, _ -> {});
    }

    private Held install(String version) throws IOException {
        Path pack = TinyPack.write(folder.resolve("version " + version), version);
        return store().install(pack, Caution.CAREFUL);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> entries = Files.list(installed)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
        }
    }
}
