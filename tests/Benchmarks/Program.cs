using System.Globalization;
using PassiveDns.Benchmarks;
using PassiveDns.Benchmarks.Floods;
using PassiveDns.Benchmarks.Limits;
using PassiveDns.Benchmarks.Stages;
using PassiveDns.Benchmarks.Workload;

const string Usage = """
    usage: benchmarks all                                        stages, lookups and peers on the workload W1
           benchmarks generate OUT.pcap [--pairs N] [--seed N] [--web N]   write the workload W1
           benchmarks selfcheck                                  compare the generator's octets with the recorded digest
           benchmarks limit FILE                                 decode and count in memory: the practical limit of one core
           benchmarks stages FILE                                the way from file to archive, stage by stage, beside that limit
           benchmarks mixed                                      the stages on a capture of which 90 % is web traffic
           benchmarks peers                                      W1 by pdns, dnscap, tshark, mtbl and sqlite3, where they are installed
           benchmarks stream [--gigabytes N]                     that capture through standard input, N (20) GB of it
           benchmarks hostile                                    messages of 64 KiB that want to be slow, one by one
           benchmarks lookups ARCHIVE                            lookups in one process, and in a process each
           benchmarks searches ARCHIVE [--seed N]                searches for names in one process, beside scans
           benchmarks outputs ARCHIVE                            a million rows in each format, and a list of indicators
           benchmarks screens ARCHIVE [--ingest CAPTURE]         the terminal UI: from a key to what is drawn for it
           benchmarks floods [--spread N]                        10^6 unfinished entries of each kind, honest traffic among them
    What runs pdns runs the built one, or the one that the variable PDNS_PROGRAM names.
    """;

try
{
    return args switch
    {
        ["all"] => Suite.All(),
        ["generate", var path, .. var options] => GenerateCommand.Generate(path, WorkloadOptions.Parse(options)),
        ["selfcheck"] => GenerateCommand.SelfCheck(),
        ["limit", var path] => Suite.Stages([StageTable.All[0]], path),
        ["stages", var path] => Suite.Stages(StageTable.All, path),
        ["mixed"] => Suite.Mixed(),
        ["peers"] => Suite.Peers(),
        ["stream"] => Suite.Stream(20),
        ["stream", "--gigabytes", var gigabytes] => Suite.Stream(int.Parse(gigabytes, CultureInfo.InvariantCulture)),
        ["hostile"] => HostileReport.Print(Console.Out),
        ["lookups", var path] => Suite.Lookups(path),
        ["searches", var path] => Suite.Searches(path, seed: 1),
        ["searches", var path, "--seed", var seed] => Suite.Searches(path, ulong.Parse(seed, CultureInfo.InvariantCulture)),
        ["outputs", var path] => Suite.Outputs(path),
        ["screens", var path] => Suite.Screens(path, capture: null),
        ["screens", var path, "--ingest", var capture] => Suite.Screens(path, capture),
        ["floods"] => FloodReport.Print(2_000, Console.Out),
        ["floods", "--spread", var frames] => FloodReport.Print(int.Parse(frames, CultureInfo.InvariantCulture), Console.Out),
        [StageProcess.Verb, var name, var capture, var archive] => StageProcess.RunHere(name, new StageInput(capture, archive)),
        _ => throw new FormatException("no such verb"),
    };
}
catch (Exception fault) when (fault is FormatException or OverflowException)
{
    Console.Error.WriteLine(Usage);
    return 2;
}
