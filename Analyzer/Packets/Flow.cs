using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Packets;

/// <summary>Who speaks to whom: one direction of a UDP exchange or of a TCP connection.</summary>
internal readonly record struct Flow(IpAddress Source, IpAddress Destination, ushort SourcePort, ushort DestinationPort)
{
    public Flow Reversed => new(Destination, Source, DestinationPort, SourcePort);

    /// <summary>True for one of the two directions of an exchange, and false for the other: this one stands for both.</summary>
    public bool IsForward
    {
        get
        {
            var order = Source.CompareTo(Destination);
            return order < 0 || (order == 0 && SourcePort <= DestinationPort);
        }
    }

    public static Flow Load(StateReader state) => new(
        IpAddress.Load(state), IpAddress.Load(state), (ushort)state.ReadNumber(0, ushort.MaxValue), (ushort)state.ReadNumber(0, ushort.MaxValue));

    public void Save(StateWriter state)
    {
        Source.Save(state);
        Destination.Save(state);
        state.WriteNumber(SourcePort);
        state.WriteNumber(DestinationPort);
    }

    public override int GetHashCode() =>
        HashCode.Combine(Source.High, Source.Low, Destination.High, Destination.Low, (uint)SourcePort << 16 | DestinationPort);
}

/// <summary>Where in the capture something happened.</summary>
/// <param name="Number">Number of the frame, from 1.</param>
/// <param name="TimeNanoseconds">Since the epoch.</param>
internal readonly record struct FrameMark(long Number, long TimeNanoseconds)
{
    public static FrameMark Load(StateReader state) => new(state.ReadNumber(0, long.MaxValue), state.ReadNumber(long.MinValue, long.MaxValue));

    public void Save(StateWriter state)
    {
        state.WriteNumber(Number);
        state.WriteNumber(TimeNanoseconds);
    }
}
