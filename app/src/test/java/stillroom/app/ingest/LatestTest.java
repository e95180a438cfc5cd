package stillroom.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class LatestTest {

    @Test
    void deliversOnlyTheNewestOfATurn() {
        var turns = new ArrayDeque<Runnable>();
        var got = new ArrayList<Integer>();
        var latest = new Latest<Integer>(turns::add, got::add);

        latest.accept(1);
        latest.accept(2);
        turns.remove().run();
        latest.accept(3);
        turns.remove().run();

        assertThat(got).containsExactly(2, 3);
        assertThat(turns).isEmpty();
    }
}
