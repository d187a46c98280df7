namespace PassiveDns.EndToEnd.Tests.Laboratory;

/// <summary><c>pdns tap</c> on an interface of a machine, everything that passes, into an archive.</summary>
public sealed class SensorTap : IDisposable
{
    private readonly LaboratoryProcess _process;

    public SensorTap(LaboratoryNetwork network, string machine, string name, string archive, params string[] options)
    {
        _process = new LaboratoryProcess(network, machine, [.. Pdns.Command(["tap", name, "--filter", "", .. options, "-a", archive])]);
        _process.WaitUntil(() => _process.Said.Contains("taps ", StringComparison.Ordinal), "tap");
    }

    /// <summary>The program is held up, so that frames wait in the kernel and at last find no room.</summary>
    public void Pause() => _process.Signal("STOP");

    public void GoOn() => _process.Signal("CONT");

    /// <returns>What it said.</returns>
    public string Stop() => _process.Stop();

    public void Dispose() => _process.Dispose();
}
