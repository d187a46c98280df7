using System.Globalization;
using PassiveDns.Fuzz;
using PassiveDns.Fuzz.Coverage;

const string Usage = """
    usage: fuzz run TARGET|all [--inputs N] [--seconds N] [--seed N] [--corpus DIR] [--out DIR]   guided by coverage, each target in a process of its own
           fuzz check TARGET|all [--inputs N] [--seed N]                                         without guidance, as the tests do
           fuzz replay TARGET FILE|HEX                                                           one input
           fuzz replay TARGET --seed N --number N                                                one of a check, with those before it that it depends on
           fuzz afl TARGET                                                                       under afl-fuzz, from the instrumented copy that 'run' leaves
    """;

try
{
    return args switch
    {
        ["run", var target, .. var options] => GuidedProcess.Run(Targets(target), options),
        [GuidedProcess.Verb, var target, .. var options] => GuidedProcess.RunHere(target, GuidedOptions.Parse(options)),
        ["check", var target, .. var options] => RunChecks(Targets(target), GuidedOptions.Parse(options)),
        ["replay", var target, "--seed", var seed, "--number", var number] => Tell(Campaign.Replay(
            FuzzTargets.Create(target), ulong.Parse(seed, CultureInfo.InvariantCulture), long.Parse(number, CultureInfo.InvariantCulture))),
        ["replay", var target, var input] => Replay(target, input),
        ["afl", var target] => AflProcess.Run(target),
        _ => throw new FormatException("no such verb"),
    };
}
catch (FormatException fault)
{
    Console.Error.WriteLine(fault.Message);
    Console.Error.WriteLine(Usage);
    return 2;
}

static IReadOnlyList<string> Targets(string target) => target == "all" ? FuzzTargets.Names : [.. target.Split(',')];

static int RunChecks(IReadOnlyList<string> targets, GuidedOptions options)
{
    var failures = 0;
    foreach (var target in targets)
    {
        var report = Campaign.Run(FuzzTargets.Create(target), options.Inputs, options.Seed);
        Console.WriteLine(report);
        foreach (var failure in report.Failures) Console.WriteLine(failure);
        failures += report.Failures.Count;
    }

    return failures == 0 ? 0 : 1;
}

static int Replay(string target, string input)
{
    var octets = File.Exists(input) ? File.ReadAllBytes(input) : Convert.FromHexString(input);
    var why = Campaign.RunOnce(FuzzTargets.Create(target), octets, out var milliseconds);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{octets.Length} octets, {milliseconds:F1} ms"));
    return Tell(why);
}

static int Tell(string? why)
{
    Console.WriteLine(why ?? "passed");
    return why is null ? 0 : 1;
}
