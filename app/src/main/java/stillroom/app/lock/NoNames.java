package stillroom.app.lock;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/// Refuses to look up the name of any host but this one, so that no name leaves the process through
/// a resolver daemon. The process of the gateway is told to look names up all the same. Found by
/// the Java runtime through `META-INF/services`.
public final class NoNames extends InetAddressResolverProvider {

    /// How every refusal ends.
    static final String OFFLINE = "Stillroom is offline";

    @Override
    public InetAddressResolver get(Configuration configuration) {
        if (Boolean.getBoolean("stillroom.gateway")) {
            return configuration.builtinResolver();
        }
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                    throws UnknownHostException {
                if (host.equalsIgnoreCase("localhost")) {
                    return Stream.of(InetAddress.getLoopbackAddress());
                }
                throw new UnknownHostException(host + ": " + OFFLINE);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                throw new UnknownHostException(OFFLINE);
            }
        };
    }

    @Override
    public String name() {
        return "offline";
    }
}
