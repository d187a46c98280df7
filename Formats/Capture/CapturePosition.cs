using PassiveDns.Formats.State;

namespace PassiveDns.Formats.Capture;

/// <summary>Where the reading of a capture stands between two frames, and what it has learnt so far that the file's start does not tell.</summary>
public sealed record CapturePosition
{
    /// <summary>More than any capture has, and so few that sums of such numbers do not overflow.</summary>
    internal const long MaxFrames = 1L << 56;

    /// <summary>Octets of the uncompressed capture before the next record or block.</summary>
    public required long Offset { get; init; }

    /// <summary>Frames that were given.</summary>
    public required long Frames { get; init; }

    /// <summary>As <see cref="CaptureFile.Format"/> has it; empty for a reader that was opened by itself.</summary>
    internal string Format { get; init; } = "";

    internal bool IsAtEnd { get; init; }

    internal DamageList Damage { get; init; } = new();

    /// <summary>Time of the last good record, since 1970, where records have no mark of their own.</summary>
    internal uint? LastSeconds { get; init; }

    /// <summary>Of pcap: the longest frame that is believed without a look at what follows it.</summary>
    internal uint TrustedLength { get; init; }

    /// <summary>Of pcapng: the section.</summary>
    internal PcapngSection? Section { get; init; }

    /// <exception cref="UnusableStateException"/>
    public static CapturePosition Load(StateReader state) => new()
    {
        Format = state.ReadText(),
        Offset = state.ReadNumber(0, long.MaxValue),
        Frames = state.ReadNumber(0, MaxFrames),
        IsAtEnd = state.ReadBoolean(),
        Damage = DamageList.Load(state),
        LastSeconds = state.ReadBoolean() ? (uint)state.ReadNumber(0, uint.MaxValue) : null,
        TrustedLength = (uint)state.ReadNumber(0, PcapReader.MaxFrameLength),
        Section = state.ReadBoolean() ? PcapngSection.Load(state) : null,
    };

    public void Save(StateWriter state)
    {
        state.WriteText(Format);
        state.WriteNumber(Offset);
        state.WriteNumber(Frames);
        state.WriteBoolean(IsAtEnd);
        Damage.Save(state);
        state.WriteBoolean(LastSeconds is not null);
        if (LastSeconds is { } seconds) state.WriteNumber(seconds);
        state.WriteNumber(TrustedLength);
        state.WriteBoolean(Section is not null);
        Section?.Save(state);
    }
}

/// <summary>A reader that can say where it stands, and go on from there in another process.</summary>
internal interface IResumableReader : IFrameReader
{
    /// <summary>Behind the last frame that was given; a copy.</summary>
    CapturePosition Position { get; }

    /// <summary>Takes over what another reader of the same octets knew. The buffer is moved by the caller.</summary>
    void Resume(CapturePosition position);
}
