using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Packets;

/// <summary>How many places a dictionary has, which counts as memory: it grows by a rule of its own, and never shrinks.</summary>
internal static class PlaceCapacity
{
    private const int Smallest = 3; // of a dictionary with anything in it

    /// <summary>Gives an empty dictionary as many places as another had, whose capacity was saved.</summary>
    /// <param name="memory">Budget of the dictionary and all that is in it, octets.</param>
    /// <param name="placeCost">Octets.</param>
    public static void LoadCapacity<TKey, TValue>(this Dictionary<TKey, TValue> places, StateReader state, long memory, int placeCost)
        where TKey : notnull
    {
        var capacity = state.ReadInt32(0, Array.MaxLength);
        StateReader.Check(capacity <= Smallest || (long)capacity * placeCost <= memory);
        StateReader.Check(places.EnsureCapacity(capacity) == capacity);
    }
}
