using SharpFuzz;

namespace PassiveDns.Fuzz.Coverage;

/// <summary>One target under afl-fuzz, which gives the inputs and keeps the map of edges.</summary>
internal static class AflProcess
{
    public static int Run(string name)
    {
        _ = new EdgeMap(); // until afl's own is there
        var target = FuzzTargets.Create(name);
        Fuzzer.OutOfProcess.Run(stream =>
        {
            var input = new MemoryStream();
            stream.CopyTo(input);
            target.StartOver();
            target.Run(input.ToArray());
        });
        return 0;
    }
}
