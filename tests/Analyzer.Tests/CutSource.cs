using PassiveDns.Formats.Capture;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Tests;

/// <summary>A capture of which the reading can be cut behind any frame.</summary>
internal abstract class CutSource
{
    public abstract IFrameReader Open();

    /// <param name="frames">Read so far.</param>
    public abstract void Save(IFrameReader reader, long frames, StateWriter state);

    public abstract IFrameReader Resume(StateReader state);
}

/// <summary>A file.</summary>
internal sealed class CutFile(byte[] file, string name) : CutSource
{
    public override CaptureFile Open() => CaptureFile.Open(new MemoryStream(file), name);

    public override void Save(IFrameReader reader, long frames, StateWriter state) => ((CaptureFile)reader).Position.Save(state);

    public override CaptureFile Resume(StateReader state) =>
        CaptureFile.Resume(new MemoryStream(file), name, CapturePosition.Load(state), CancellationToken.None);
}

/// <summary>A capture that is made as it is read, always the same one.</summary>
internal sealed class CutMadeCapture(Func<IFrameReader> make) : CutSource
{
    public override IFrameReader Open() => make();

    public override void Save(IFrameReader reader, long frames, StateWriter state) => state.WriteNumber(frames);

    public override IFrameReader Resume(StateReader state)
    {
        var reader = make();
        for (var frames = state.ReadNumber(0, long.MaxValue); frames > 0; frames--) reader.TryRead(out _);
        return reader;
    }
}
