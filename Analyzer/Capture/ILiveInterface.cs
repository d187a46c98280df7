using PassiveDns.Formats.Capture;

namespace PassiveDns.Analyzer.Capture;

/// <summary>What became of an attempt to read a frame from an interface.</summary>
public enum LiveReading : byte
{
    /// <summary>There is one.</summary>
    Frame,

    /// <summary>None came for <see cref="ILiveInterface.Patience"/>.</summary>
    Nothing,

    /// <summary>The interface is down or gone. To be tried again after a while: it may come back.</summary>
    Down,
}

/// <summary>A network interface that frames are read from as they pass. For one thread, but that it may be disposed of when that has ended.</summary>
public interface ILiveInterface : IDisposable
{
    /// <summary>How long <see cref="Read"/> waits for a frame.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    string Name { get; }

    LinkType LinkType { get; }

    /// <summary>Most octets that are kept of a frame.</summary>
    int SnapLength { get; }

    /// <summary>Frames that the system saw for us and could not keep, since the interface was opened first.</summary>
    long KernelDrops { get; }

    /// <summary>Frames that the interface or its driver could not keep, since it was opened first.</summary>
    long InterfaceDrops { get; }

    /// <summary>Gives the next frame, without a number. It is valid until the next call.</summary>
    /// <exception cref="TapException">The interface cannot be read any more, and trying again is of no use.</exception>
    LiveReading Read(out CaptureFrame frame);

    /// <summary>Asks the system for the counts of drops.</summary>
    void CountDrops();
}

/// <summary>An interface cannot be tapped. The message is a sentence for the user.</summary>
/// <param name="isUsage">The command line asks for what cannot be.</param>
public sealed class TapException(string message, bool isUsage = false, Exception? inner = null) : Exception(message, inner)
{
    public bool IsUsage => isUsage;
}
