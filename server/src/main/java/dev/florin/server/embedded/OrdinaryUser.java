package dev.florin.server.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The user that PostgreSQL's programs run as: whoever started Florin, or, where that is root, somebody else, because
 * PostgreSQL refuses root. Immutable.
 *
 * <p>Root steps down to the owner of the database where there is one already, else to {@code postgres}, else to
 * {@code nobody}, by the first of setpriv, runuser and su that works here.
 */
final class OrdinaryUser {
    /** How root becomes somebody else. {@code setpriv} replaces itself; the others stay as the parent of the program. */
    enum Way {
        STAY,
        SETPRIV,
        RUNUSER,
        SU
    }

    private static final List<String> CANDIDATES = List.of("postgres", "nobody");

    private final Way way;
    private final String name;
    private final List<String> setpriv;

    private OrdinaryUser(Way way, String name) {
        this.way = way;
        this.name = name;
        // An owner without a name, as in a container, is known by number only and has no groups to look up.
        boolean nameless = name.matches("\\d+");
        this.setpriv = way != Way.SETPRIV
                ? List.of()
                : List.of(
                        "setpriv",
                        "--reuid=" + name,
                        "--regid=" + (nameless ? name : groupOf(name)),
                        nameless ? "--clear-groups" : "--init-groups",
                        "--");
    }

    /** Chooses for the database in {@code cluster}, which may not exist yet. */
    static OrdinaryUser forCluster(Path cluster) {
        if (new UnixSystem().getUid() != 0) {
            return new OrdinaryUser(Way.STAY, new UnixSystem().getUsername());
        }
        Optional<String> owner = owner(cluster);
        List<String> names = owner.map(List::of)
                .orElseGet(
                        () -> CANDIDATES.stream().filter(OrdinaryUser::exists).toList());
        for (String name : names) {
            for (Way way : List.of(Way.SETPRIV, Way.RUNUSER, Way.SU)) {
                OrdinaryUser user = new OrdinaryUser(way, name);
                if (user.works()) {
                    return user;
                }
            }
        }
        throw new EmbeddedFault.Unusable(
                "PostgreSQL does not run as root, and root could not become another user here: tried setpriv, runuser and su for "
                        + String.join(" and ", owner.map(List::of).orElse(CANDIDATES))
                        + ". Start Florin as an ordinary user, or set FLORIN_DATABASE_URL.");
    }

    static OrdinaryUser by(Way way, String name) {
        return new OrdinaryUser(way, name);
    }

    String name() {
        return name;
    }

    boolean stepsDown() {
        return way != Way.STAY;
    }

    /** The words that run {@code words} as this user. */
    List<String> command(List<String> words) {
        List<String> command = new ArrayList<>();
        switch (way) {
            case STAY -> {}
            case SETPRIV -> command.addAll(setpriv);
            case RUNUSER -> command.addAll(List.of("runuser", "-u", name, "--"));
            case SU -> {
                return suCommand(words);
            }
        }
        command.addAll(words);
        return command;
    }

    /** Whether this user gets into {@code folder}: every folder above it must let it pass. */
    boolean reaches(Path folder) {
        return Program.run(command(List.of("/bin/sh", "-c", "cd -- \"$1\"", "sh", folder.toString())))
                .well();
    }

    /** Whether this user can run {@code program}. */
    boolean runs(Path program) {
        return Program.run(command(List.of("/bin/sh", "-c", "test -x \"$1\"", "sh", program.toString())))
                .well();
    }

    /** Makes a file or folder of ours this user's. */
    void give(Path path) throws IOException {
        if (stepsDown()) {
            UserPrincipal owner =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
            Files.setOwner(path, owner);
        }
    }

    private boolean works() {
        try {
            return Program.run(command(List.of("/bin/sh", "-c", "exit 0"))).well();
        } catch (EmbeddedFault.Unusable missing) {
            // The program is not installed: the next way is tried.
            return false;
        }
    }

    private List<String> suCommand(List<String> words) {
        StringBuilder line = new StringBuilder("exec");
        for (String word : words) {
            line.append(" '").append(word.replace("'", "'\\''")).append('\'');
        }
        // macOS knows no -s, but takes SHELL with -m; nobody's own shell only says no.
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        return mac
                ? List.of("su", "-m", name, "-c", line.toString())
                : List.of("su", "-s", "/bin/sh", name, "-c", line.toString());
    }

    private static boolean exists(String name) {
        return Program.run(List.of("id", "-u", name)).well();
    }

    private static String groupOf(String name) {
        return Program.run(List.of("id", "-g", name)).output();
    }

    private static Optional<String> owner(Path cluster) {
        try {
            return Files.isDirectory(cluster)
                            && !Integer.valueOf(0)
                                    .equals(Files.getAttribute(cluster, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                    ? Optional.of(Files.getOwner(cluster).getName())
                    : Optional.empty();
        } catch (IOException fault) {
            throw new EmbeddedFault.Unusable("Cannot see who owns " + cluster, fault);
        }
    }
}
