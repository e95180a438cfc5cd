package stillroom.app.ui.add;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stillroom.app.App;
import stillroom.app.ingest.Intake;
import stillroom.app.lock.LockState;
import stillroom.app.ui.common.Requests;
import stillroom.index.Label;

class AddViewModelTest {

    private Path desk;
    private App app;
    private AddViewModel model;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        desk = Files.createDirectories(folder.resolve("desk"));
        app = new App(folder.resolve("library"), new LockState.Enforced(1));
        var requests = new Requests(Runnable::run, Runnable::run);
        model = new AddViewModel(app.index(), app.ingestor(), app::offer, requests);
    }

    @AfterEach
    void close() {
        app.close();
    }

    private Path file(String name) throws IOException {
        var file = desk.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, name);
    }

    private AddViewModel.Outcome outcome() {
        return Objects.requireNonNull(model.outcome().get());
    }

    @Test
    void countsWhatIsHeldBelowFoldersToo() throws IOException {
        file("deep/below/a.pdf");
        file("deep/b.PDF");
        var single = file("c.txt");
        model.hold(List.of(desk.resolve("deep"), single));
        var held = Objects.requireNonNull(model.held().get());
        assertThat(held.files()).isEqualTo(3);
        assertThat(held.types()).containsEntry("pdf", 2).containsEntry("txt", 1);
        assertThat(held.bytes()).isEqualTo(16 + 10 + 5);
        model.letGo();
        assertThat(model.held().get()).isNull();
    }

    @Test
    void tellsNewFromKnownFromRefused() throws IOException {
        var first = file("a.txt");
        model.add(List.of(first));
        assertThat(outcome().added()).isEqualTo(1);
        model.add(List.of(first, file("b.txt"), desk.resolve("gone.txt")));
        assertThat(outcome().added()).isEqualTo(2 - outcome().known());
        assertThat(outcome().refused()).hasSize(1);
        assertThat(app.index().documents()).hasSize(2);
    }

    @Test
    void setsTheLabelThatFilesWereDroppedOn() throws IOException {
        app.index().putLabel(new Label("contract", "an agreement"));
        model.add(List.of(file("a.txt")), "contract");
        assertThat(app.index().documents().getFirst().labels())
                .anyMatch(label -> label.name().equals("contract"));
    }

    @ParameterizedTest
    @EnumSource
    void addsEachSampleFromTheFolderOfTheLibrary(AddViewModel.Sample sample) {
        model.add(sample);
        assertThat(outcome().added()).isEqualTo(1);
        assertThat(app.index().documents().getFirst().path())
                .startsWith(app.index().folder())
                .endsWith(Path.of(sample.file()));
    }

    @Test
    void keepsAPastedTextUntilItIsRemoved() throws IOException {
        model.paste("To do / Monday:\ncall the court, and write to Mr. Jones");
        model.paste("To do / Monday:\nnothing");
        assertThat(outcome().added()).isEqualTo(1);
        var documents = app.index().documents();
        assertThat(documents.stream().map(each -> each.path().getFileName().toString()))
                .containsExactly("To do Monday.txt", "To do Monday 2.txt");
        var first = documents.getFirst();
        assertThat(first.path()).content().contains("Mr. Jones");
        app.index().remove(List.of(first.id()));
        assertThat(first.path()).doesNotExist();
        assertThat(documents.getLast().path()).exists();
    }

    @Test
    void addsAtTheNextStartWhatWasDroppedBeforeTheProgramEnded() throws IOException {
        var dropped = file("dropped.txt");
        app.index().putLabel(new Label("contract", "contract"));
        var never = new Requests(_ -> {}, Runnable::run);
        new AddViewModel(app.index(), app.ingestor(), app::offer, never)
                .add(List.of(dropped), "contract");
        assertThat(app.index().documents()).isEmpty();

        model.goOn(); // as the next start does
        assertThat(outcome().added()).isEqualTo(1);
        assertThat(app.index().documents())
                .singleElement()
                .satisfies(document -> assertThat(document.labels()).hasSize(1));
        model.putOutcomeAway();
        model.goOn();
        assertThat(model.outcome().get()).isNull();
    }

    @Test
    void keepsForTheNextStartWhatItIsStoppedAt() throws IOException {
        var dropped = file("dropped.txt");
        app.ingestor().stop();
        model.add(List.of(dropped));
        assertThat(app.index().documents()).isEmpty();
        assertThat(new Intake(app.folder()).left())
                .singleElement()
                .returns(List.of(dropped), Intake.Gift::paths);
    }
}
