namespace PassiveDns.Indexer.Tests.Crash;

/// <summary>Writes down every call, so that <see cref="PowerCut"/> can tell what a medium may hold after any of them.</summary>
internal sealed class RecordedFiles() : WatchedFiles(bufferLength: 0)
{
    private readonly Lock _lock = new();
    private readonly List<Call> _calls = [];

    public IReadOnlyList<Call> Calls => _calls;

    protected override void Watch(Call call, Action<Call> make)
    {
        lock (_lock)
        {
            make(call);
            _calls.Add(call);
        }
    }
}
