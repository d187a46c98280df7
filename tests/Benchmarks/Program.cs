using System.Globalization;
using PassiveDns.Benchmarks.Limits;
using PassiveDns.Benchmarks.Workload;

const string Usage = """
    usage: benchmarks generate OUT.pcap [--pairs N] [--seed N]   write the workload W1
           benchmarks selfcheck                                  compare the generator's octets with the recorded digest
           benchmarks limit FILE                                 decode and count in memory: the practical limit of one core
    """;

try
{
    return args switch
    {
        ["generate", var path, .. var options] => GenerateCommand.Generate(path, ReadOptions(options)),
        ["selfcheck"] => GenerateCommand.SelfCheck(),
        ["limit", var path] => DecodeAndCount.Print(path),
        _ => throw new FormatException("no such verb"),
    };
}
catch (Exception fault) when (fault is FormatException or OverflowException)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

static WorkloadOptions ReadOptions(ReadOnlySpan<string> arguments) => arguments switch
{
    [] => new WorkloadOptions(),
    ["--pairs", var pairs, .. var rest] => ReadOptions(rest) with { Pairs = int.Parse(pairs, NumberStyles.None, CultureInfo.InvariantCulture) },
    ["--seed", var seed, .. var rest] => ReadOptions(rest) with { Seed = ulong.Parse(seed, NumberStyles.None, CultureInfo.InvariantCulture) },
    _ => throw new FormatException($"unknown option {arguments[0]}"),
};
