package stillroom.ai.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenSslTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 3 << 20})
    void givesWhatJavaGives(int length) throws IOException {
        assumeTrue(OpenSsl.here().isPresent(), "this system has no OpenSSL");
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);

        byte[] digest =
                OpenSsl.here()
                        .orElseThrow()
                        .sha256(Channels.newChannel(new ByteArrayInputStream(bytes)));

        assertThat(digest)
                .isEqualTo(ModelPack.sha256().digest(bytes))
                .isEqualTo(ModelPack.sha256(Channels.newChannel(new ByteArrayInputStream(bytes))));
    }
}
