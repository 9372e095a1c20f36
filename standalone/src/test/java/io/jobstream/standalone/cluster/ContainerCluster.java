// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.jobstream.standalone.client.Api;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.Slf4jLogConsumer;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** Three brokers and every service, streams and runners twice, each in a container. */
final class ContainerCluster implements AutoCloseable {
    static final List<String> RUNNERS = List.of("runner-1", "runner-2");
    private static final Logger log = LoggerFactory.getLogger(ContainerCluster.class);
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int HTTP_PORT = 8080;
    private static final String LOOPBACK = "127.0.0.1";
    /** Ten JVMs share the processors: what the better compiler would save comes too late for tests. */
    static final String QUICK_TO_START = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";
    /** A bound for what hangs: where something else has the processors, a service may take minutes. */
    private static final Duration START = Duration.ofMinutes(6);

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final Network network = Network.newNetwork();
    private final List<GenericContainer<?>> services = new ArrayList<>();
    private final List<GenericContainer<?>> runners = new ArrayList<>();
    private final ImageFromDockerfile image = image();
    private final Brokers brokers;
    private final GenericContainer<?> ingest;
    private final GenericContainer<?> query;

    private ContainerCluster() {
        brokers = Brokers.start(network);
        service("registry", "registry");
        for (String streams : List.of("streams-1", "streams-2")) {
            service(streams, "streams", "--instance-id", streams, "--standby-replicas", "1");
        }
        // Which is ready when the scheduler has read its key.
        ingest = published(service("ingest", "ingest", "--without-audit"));
        query = published(service("query", "query", "--without-audit"));
        for (String runner : RUNNERS) {
            runners.add(service(runner, "runner", "--runner-id", runner, "--slots", "4"));
        }
        // One by one: ten JVMs that begin at once on two processors time out on one another and begin again.
        services.forEach(GenericContainer::start);
    }

    /** Starts it, which takes about a minute. */
    static ContainerCluster start() {
        return new ContainerCluster();
    }

    Brokers brokers() {
        return brokers;
    }

    Api ingest() {
        return api(ingest);
    }

    Api query() {
        return api(query);
    }

    /** Takes a runner's network away; what runs in its container goes on. */
    void cutOff(String runner) {
        docker.disconnectFromNetworkCmd()
                .withContainerId(container(runner).getContainerId())
                .withNetworkId(network.getId())
                .withForce(true)
                .exec();
    }

    void reconnect(String runner) {
        docker.connectToNetworkCmd()
                .withContainerId(container(runner).getContainerId())
                .withNetworkId(network.getId())
                .exec();
    }

    /** What a shell command in a runner's container prints; empty when it fails. */
    Optional<String> inside(String runner, String script) throws IOException, InterruptedException {
        var told = container(runner).execInContainer("bash", "-c", script);
        return told.getExitCode() == 0 ? Optional.of(told.getStdout().strip()) : Optional.empty();
    }

    @Override
    public void close() {
        services.forEach(GenericContainer::stop);
        brokers.close();
        network.close();
    }

    private GenericContainer<?> container(String runner) {
        return runners.get(RUNNERS.indexOf(runner));
    }

    private static Api api(GenericContainer<?> service) {
        return new Api(URI.create("http://" + service.getHost() + ":" + service.getMappedPort(HTTP_PORT)));
    }

    private GenericContainer<?> service(String name, String... command) {
        GenericContainer<?> service = new GenericContainer<>(image)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withCommand(command)
                .withEnv("JOBSTREAM_BOOTSTRAP_SERVERS", Brokers.bootstrapServers())
                .withEnv("JOBSTREAM_SCHEMA_REGISTRY_URL", "http://registry:" + HTTP_PORT)
                .withEnv("JOBSTREAM_PARTITIONS", "4")
                .withEnv("JOBSTREAM_JAVA_OPTIONS", QUICK_TO_START)
                .withEnv("JOBSTREAM_BIND", "0.0.0.0")
                .withEnv("JOBSTREAM_WITHOUT_AUTHENTICATION", "true")
                .withCreateContainerCmdModifier(create -> settings(create).withInit(true))
                .withLogConsumer(new Slf4jLogConsumer(log).withPrefix(name))
                .waitingFor(new Healthy().withStartupTimeout(START));
        services.add(service);
        return service;
    }

    /** On loopback: there is no authentication. */
    static void publish(CreateContainerCmd create, int inside, Optional<Integer> outside) {
        Ports.Binding onLoopback = outside.map(port -> Ports.Binding.bindIpAndPort(LOOPBACK, port))
                .orElseGet(() -> Ports.Binding.bindIp(LOOPBACK));
        settings(create).withPortBindings(new PortBinding(onLoopback, ExposedPort.tcp(inside)));
    }

    private static GenericContainer<?> published(GenericContainer<?> service) {
        return service.withExposedPorts(HTTP_PORT)
                .withCreateContainerCmdModifier(create -> publish(create, HTTP_PORT, Optional.empty()));
    }

    private static HostConfig settings(CreateContainerCmd create) {
        return Objects.requireNonNull(create.getHostConfig());
    }

    private static ImageFromDockerfile image() {
        ImageFromDockerfile image = new ImageFromDockerfile().withDockerfile(ROOT.resolve("Dockerfile"));
        String base = System.getenv("JRE_IMAGE");
        return base == null ? image : image.withBuildArg("JRE_IMAGE", base);
    }
}
