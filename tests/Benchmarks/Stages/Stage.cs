namespace PassiveDns.Benchmarks.Stages;

/// <param name="Capture">The file to read.</param>
/// <param name="Archive">The archive to make, for the stages that write one, or to read.</param>
internal readonly record struct StageInput(string Capture, string Archive);

/// <param name="Packets">Packets worked on; 0 for a stage that does not see packets.</param>
/// <param name="Counts">What was counted, for people: equal work must show equal counts.</param>
internal readonly record struct StageResult(long Packets, string Counts);

/// <summary>A part of the way from file to archive. Each stage does all that the one before it does, and more.</summary>
internal sealed record Stage(string Name, Func<StageInput, StageResult> Run);

/// <summary>One run of a stage in a process of its own.</summary>
/// <param name="Seconds">From the start of the process to its end.</param>
/// <param name="CpuSeconds">User and kernel time of all threads.</param>
/// <param name="PeakOctets">Greatest resident set of the process.</param>
internal readonly record struct StageRun(double Seconds, double CpuSeconds, long PeakOctets, StageResult Result);
