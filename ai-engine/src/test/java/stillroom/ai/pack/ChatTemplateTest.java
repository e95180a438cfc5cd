package stillroom.ai.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stillroom.ai.pack.ChatTemplate.Message;

/// Compares with what transformers and jinja2 made of the same templates in Python.
class ChatTemplateTest {

    private record Golden(Map<String, String> templates, List<Case> cases) {}

    private record Case(
            String name, List<Said> messages, @Nullable String text, @Nullable String refused) {}

    private record Said(String role, String content) {}

    @TestFactory
    List<DynamicTest> writesWhatJinjaWrites() throws Exception {
        Golden golden;
        try (InputStream in =
                Objects.requireNonNull(
                        ChatTemplateTest.class.getResourceAsStream("chat-templates.json"))) {
            golden =
                    new Gson()
                            .fromJson(
                                    new String(in.readAllBytes(), StandardCharsets.UTF_8),
                                    Golden.class);
        }
        return golden.cases().stream()
                .map(each ->
                        DynamicTest.dynamicTest(
                                each.name() + ", " + each.messages().size() + " messages",
                                () -> compare(golden.templates().get(each.name()), each)))
                .toList();
    }

    private static void compare(String template, Case each) {
        ChatTemplate read = ChatTemplate.of(template);
        List<Message> messages =
                each.messages().stream()
                        .map(said -> new Message(said.role(), said.content()))
                        .toList();
        if (each.refused() == null) {
            assertThat(read.render(messages, "<s>", "</s>")).isEqualTo(each.text());
        } else {
            assertThatThrownBy(() -> read.render(messages, "<s>", "</s>"))
                    .hasMessage(each.refused());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{{ x | shell }}; the filter 'shell'",
                "{% include 'secret' %}; the tag 'include'",
                "{{ x is wild }}; the test 'wild'",
                "{{ 'open }}; a tag that is not closed",
                "{% if x %}; '' where 'endif' belongs",
                "{% endfor %}; 'endfor' without a beginning",
                "{{ a b }}; 'b' at the end of a tag",
            })
    void saysWhatItDoesNotKnow(String template, String message) {
        assertThatThrownBy(() -> ChatTemplate.of(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void givesUpATemplateThatNeverEnds() {
        String loop = "{% for a in range(100000) %}";
        ChatTemplate template = ChatTemplate.of(loop.repeat(5) + "x" + "{% endfor %}".repeat(5));

        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () ->
                        assertThatThrownBy(() -> template.render(List.of(), "", ""))
                                .hasMessageContaining("does not come to an end"));
    }

    @Test
    void refusesNestingThatWouldOverflow() {
        assertThatThrownBy(() -> ChatTemplate.of("{{ " + "(".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChatTemplate.of("{% if a %}".repeat(10_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
