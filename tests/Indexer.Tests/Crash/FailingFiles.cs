namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>How a call fails.</summary>
public enum Fault
{
    /// <summary>The medium fails once (EIO).</summary>
    Io,

    /// <summary>The medium is full from that call on (ENOSPC): nothing can be made or written any more, but deleted.</summary>
    Full,

    /// <summary>As above, and half of what the call should write is there.</summary>
    ShortWrite,
}

/// <summary>Fails at its n-th call.</summary>
/// <param name="n">From 1.</param>
internal sealed class FailingFiles(int n, Fault fault, int bufferLength) : WatchedFiles(bufferLength)
{
    private int _calls;

    /// <summary>There were n calls, or more.</summary>
    public bool HasFailed => _calls >= n;

    protected override void Watch(Call call, Action<Call> make)
    {
        var number = Interlocked.Increment(ref _calls);
        if (!Fails(call, number))
        {
            make(call);
            return;
        }

        if (fault == Fault.ShortWrite && number == n && call.Octets is { } octets) make(call with { Octets = octets[..(octets.Length / 2)] });
        throw fault == Fault.Io ? new IOException("Input/output error", 5) : new IOException("No space left on device", 28);
    }

    private bool Fails(Call call, int number) =>
        fault == Fault.Io ? number == n : number >= n && call.Kind is not (CallKind.Delete or CallKind.SyncFolder);
}
