package stillroom.app.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import stillroom.index.IndexException;

class RequestsTest {

    private final Queue<Runnable> work = new ArrayDeque<>();
    private final Requests requests = new Requests(work::add, Runnable::run);
    private final List<String> answers = new ArrayList<>();

    private void doAll() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }

    @Test
    void answersOnlyTheNewestQuestionOfALane() {
        var lane = requests.lane();
        lane.ask(_ -> "first", answers::add);
        lane.ask(_ -> "second", answers::add);
        assertThat(lane.busy().get()).isTrue();
        doAll();
        assertThat(answers).containsExactly("second");
        assertThat(lane.busy().get()).isFalse();
    }

    @Test
    void doesNotBeginWhatWasOvertakenWhileItWaited() {
        var lane = requests.lane();
        lane.ask(
                _ -> {
                    answers.add("begun");
                    return "first";
                },
                answers::add);
        lane.drop();
        doAll();
        assertThat(answers).isEmpty();
    }

    @Test
    void tellsWorkThatItWasOvertaken() {
        var lane = requests.lane();
        lane.ask(
                stop -> {
                    lane.ask(_ -> "second", answers::add);
                    if (stop.getAsBoolean()) {
                        throw new CancellationException();
                    }
                    return "first";
                },
                answers::add);
        doAll();
        assertThat(answers).containsExactly("second");
        assertThat(requests.trouble().get()).isNull();
    }

    @Test
    void showsWhatAPersonCanActOn() {
        var lane = requests.lane();
        lane.ask(
                _ -> {
                    throw new IndexException(IndexException.Reason.DISK_FULL, "The disk is full.");
                },
                _ -> answers.add("answered"),
                () -> answers.add("failed"));
        doAll();
        assertThat(answers).containsExactly("failed");
        assertThat(lane.busy().get()).isFalse();
        var trouble = Objects.requireNonNull(requests.trouble().get());
        assertThat(trouble.sentence()).isEqualTo("The disk is full.");
        assertThat(trouble.code()).isEqualTo("L3");
        requests.putTroubleAway();
        assertThat(requests.trouble().get()).isNull();
    }

    @Test
    void showsNothingOfTheTextOfAnUnforeseenFailure() {
        requests.run(() -> {
            throw new IllegalStateException("secret.pdf");
        });
        doAll();
        assertThat(Objects.requireNonNull(requests.trouble().get()).sentence()).isEmpty();
    }
}
