package stillroom.app.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static stillroom.app.lock.SocketFilter.ALLOW;
import static stillroom.app.lock.SocketFilter.REFUSED_ACCESS;
import static stillroom.app.lock.SocketFilter.REFUSED_MISSING;
import static stillroom.app.lock.SocketFilter.REFUSED_PERMISSION;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the filter in an interpreter, so that each architecture is checked on any machine.
class SocketFilterTest {

    private static final int AF_UNIX = 1;

    @ParameterizedTest
    @CsvSource({"amd64, 41", "amd64, 53", "aarch64, 198", "aarch64, 199"})
    void onlyUnixSocketsCanBeOpened(String architecture, int call) {
        assertThat(verdict(architecture, call, AF_UNIX)).isEqualTo(ALLOW);
        for (int family : List.of(0, 2, 10, 16, 17, 31, 38, 40, 44, -1)) {
            assertThat(verdict(architecture, call, family)).isEqualTo(REFUSED_ACCESS);
        }
    }

    @ParameterizedTest
    @CsvSource({"amd64, 41", "amd64, 53", "aarch64, 198", "aarch64, 199"})
    void whereThereIsNoWindowNoSocketCanBeOpened(String architecture, int call) {
        var machine = SocketFilter.machine(architecture).orElseThrow();
        var program = SocketFilter.program(machine, Sockets.NONE);
        for (int family : List.of(0, AF_UNIX, 2, 10, 16, 17, 31, 38, 40, 44, -1)) {
            assertThat(run(program, machine.audit(), call, family)).isEqualTo(REFUSED_ACCESS);
        }
        assertThat(run(program, machine.audit(), 0, 2)).isEqualTo(ALLOW);
    }

    @ParameterizedTest
    @CsvSource({"amd64, 41, 53", "aarch64, 198, 199"})
    void theGatewayHasInternetSocketsAndNoOthers(String architecture, int call, int pair) {
        var machine = SocketFilter.machine(architecture).orElseThrow();
        var program = SocketFilter.program(machine, Sockets.INTERNET);
        for (int family : List.of(2, 10, 16)) {
            assertThat(run(program, machine.audit(), call, family)).isEqualTo(ALLOW);
        }
        for (int family : List.of(0, AF_UNIX, 17, 31, 38, 40, 44, -1)) {
            assertThat(run(program, machine.audit(), call, family)).isEqualTo(REFUSED_ACCESS);
        }
        // a pair of streams, which leads nowhere
        for (int type : List.of(1, 0x80001)) {
            assertThat(run(program, machine.audit(), pair, AF_UNIX, type)).isEqualTo(ALLOW);
            assertThat(run(program, machine.audit(), pair, 2, type)).isEqualTo(REFUSED_ACCESS);
        }
        assertThat(run(program, machine.audit(), pair, AF_UNIX, 2)).isEqualTo(REFUSED_ACCESS);
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, 101", "amd64, 310", "amd64, 311", "amd64, 438",
        "aarch64, 117", "aarch64, 270", "aarch64, 271", "aarch64, 438"
    })
    void noOtherProcessCanBeUsed(String architecture, int call) {
        assertThat(verdict(architecture, call, 0)).isEqualTo(REFUSED_PERMISSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "aarch64"})
    void ringsLookAsIfTheKernelHadNone(String architecture) {
        for (int call : List.of(425, 426, 427)) {
            assertThat(verdict(architecture, call, 0)).isEqualTo(REFUSED_MISSING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "aarch64"})
    void otherCallsPass(String architecture) {
        for (int call : List.of(0, 1, 40, 42, 54, 56, 59, 202, 424, 428, 437, 439, 462)) {
            assertThat(verdict(architecture, call, 2)).isEqualTo(ALLOW);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40000000 + 41, 0x40000000, -1})
    void theSecondTableOfCallsIsRefused(int call) {
        assertThat(verdict("amd64", call, AF_UNIX)).isEqualTo(REFUSED_PERMISSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "aarch64"})
    void callsOfAnotherArchitectureAreRefused(String architecture) {
        var machine = SocketFilter.machine(architecture).orElseThrow();
        assertThat(
                        run(
                                SocketFilter.program(machine, Sockets.UNIX),
                                0x40000003,
                                0,
                                AF_UNIX)) // 32-bit x86
                .isEqualTo(REFUSED_PERMISSION);
    }

    private static int verdict(String architecture, int call, int firstArgument) {
        var machine = SocketFilter.machine(architecture).orElseThrow();
        return run(
                SocketFilter.program(machine, Sockets.UNIX), machine.audit(), call, firstArgument);
    }

    /// The semantics of classic BPF, as far as the filter uses it.
    private static int run(
            List<SocketFilter.Instruction> program, int audit, int call, int... arguments) {
        int accumulator = 0;
        for (int at = 0; ; at++) {
            var instruction = program.get(at);
            switch (instruction.code()) {
                case SocketFilter.LOAD ->
                        accumulator =
                                switch (instruction.operand()) {
                                    case SocketFilter.NUMBER -> call;
                                    case SocketFilter.ARCHITECTURE -> audit;
                                    case SocketFilter.FIRST_ARGUMENT -> arguments[0];
                                    case SocketFilter.SECOND_ARGUMENT -> arguments[1];
                                    default -> throw new AssertionError(instruction);
                                };
                case SocketFilter.IF_EQUAL ->
                        at +=
                                accumulator == instruction.operand()
                                        ? instruction.ifTrue()
                                        : instruction.ifFalse();
                case SocketFilter.IF_AT_LEAST ->
                        at +=
                                Integer.compareUnsigned(accumulator, instruction.operand()) >= 0
                                        ? instruction.ifTrue()
                                        : instruction.ifFalse();
                case SocketFilter.RETURN -> {
                    return instruction.operand();
                }
                default -> throw new AssertionError(instruction);
            }
        }
    }
}
