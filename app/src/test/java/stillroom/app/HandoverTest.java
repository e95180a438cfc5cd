package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ingest.Intake;

@Timeout(60)
class HandoverTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path library;

    @Test
    void aWindowTakesWhatASecondStartLeaves() throws Exception {
        var files = List.of(Path.of("/papers/a b.pdf"), Path.of("/papers/line\nbreak ö.txt"));
        var window = new Handover(library);
        window.open();
        var left = CompletableFuture.supplyAsync(() -> leave(files, LONG));
        var taken = new ArrayList<Path>();
        while (!left.isDone()) {
            window.take().forEach(gift -> taken.addAll(gift.paths()));
        }
        assertThat(left.join()).isTrue();
        assertThat(taken).isEqualTo(files);
    }

    @Test
    void whatWasTakenIsThereForTheNextStartUntilItIsAdded() throws Exception {
        var files = List.of(Path.of("/papers/a b.pdf"), Path.of("/papers/ö.txt"));
        var window = new Handover(library);
        window.open();
        var left = CompletableFuture.supplyAsync(() -> leave(files, LONG));
        while (!left.isDone()) {
            window.take(); // and then it is killed
        }
        new Handover(library).open();
        var next = new Intake(library);
        assertThat(next.left()).singleElement().returns(files, Intake.Gift::paths);
        next.left().forEach(next::finish);
        assertThat(next.left()).isEmpty();
    }

    @Test
    void whatIsAcceptedIsForcedToTheDiskWhereThatIsPossible() throws IOException {
        var intake = new Intake(library);
        var gift = intake.accept(List.of(Path.of("/papers/a b.pdf")), "contract");
        assertThat(intake.force(gift)).isTrue();
        assertThat(intake.left()).containsExactly(gift);
        intake.finish(gift);
        assertThat(intake.force(gift)).isFalse();

        var full = new Intake(Files.createFile(library.resolve("file")));
        assertThat(full.force(full.accept(List.of(Path.of("/papers/a b.pdf")), null))).isFalse();
    }

    @Test
    void aStartWithoutFilesIsNoticedToo() throws Exception {
        var window = new Handover(library);
        window.open();
        var left = CompletableFuture.supplyAsync(() -> leave(List.of(), LONG));
        var noticed = false;
        while (!left.isDone()) {
            noticed |= !window.take().isEmpty();
        }
        assertThat(left.join()).isTrue();
        assertThat(noticed).isTrue();
    }

    @Test
    void whereNoWindowIsNothingIsLeft() throws IOException {
        assertThat(leave(List.of(Path.of("a")), Duration.ZERO)).isFalse();
        assertThat(library).isEmptyDirectory();
    }

    @Test
    void whatAWindowThatCrashedDoesNotTakeIsWithdrawn() throws IOException {
        var crashed = new Handover(library);
        crashed.open();
        assertThat(leave(List.of(Path.of("a")), Duration.ofMillis(60))).isFalse();
        assertThat(crashed.take()).isEmpty();
    }

    @Test
    void whatCameTooLateIsNotTakenForTaken() throws IOException {
        var window = new Handover(library);
        window.open();
        var late = Files.writeString(library.resolve("handover").resolve("late.request"), "/a\0");
        window.close();
        assertThat(late).exists();
        new Handover(library).open();
        assertThat(late).doesNotExist();
    }

    @Test
    void aWindowThatClosesLeavesNothingBehind() throws IOException {
        var window = new Handover(library);
        window.open();
        window.close();
        assertThat(library).isEmptyDirectory();
    }

    private boolean leave(List<Path> files, Duration patience) {
        try {
            return new Handover(library).leave(files, patience);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
