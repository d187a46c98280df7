using PassiveDns.Benchmarks.Stages;
using PassiveDns.Benchmarks.Workload;

const string Usage = """
    usage: benchmarks generate OUT.pcap [--pairs N] [--seed N]   write the workload W1
           benchmarks selfcheck                                  compare the generator's octets with the recorded digest
           benchmarks limit FILE                                 decode and count in memory: the practical limit of one core
           benchmarks stages FILE                                the way from file to archive, stage by stage, beside that limit
    """;

try
{
    return args switch
    {
        ["generate", var path, .. var options] => GenerateCommand.Generate(path, WorkloadOptions.Parse(options)),
        ["selfcheck"] => GenerateCommand.SelfCheck(),
        ["limit", var path] => Report(StageTable.All.Take(1), path),
        ["stages", var path] => Report(StageTable.All, path),
        [StageProcess.Verb, var name, var capture, var archive] => StageProcess.RunHere(name, new StageInput(capture, archive)),
        _ => throw new FormatException("no such verb"),
    };
}
catch (Exception fault) when (fault is FormatException or OverflowException)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

static int Report(IEnumerable<Stage> stages, string capture)
{
    StageReport.Print([.. stages], new StageInput(capture, ""), rounds: 3, Console.Out);
    return 0;
}
