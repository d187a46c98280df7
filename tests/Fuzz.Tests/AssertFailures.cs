using System.Diagnostics;

namespace PassiveDns.Fuzz.Tests;

/// <summary>Debug.Assert in the product ends the process unless somebody listens: here it is an exception, which a campaign reports with its input.</summary>
internal static class AssertFailures
{
    private static readonly Lock Gate = new();
    private static bool _areThrown;

    public static void AreThrown()
    {
        lock (Gate)
        {
            if (_areThrown) return;
            Trace.Listeners.Clear();
            Trace.Listeners.Add(new Thrower());
            _areThrown = true;
        }
    }

    private sealed class Thrower : TraceListener
    {
        public override void Fail(string? message, string? detailMessage) => throw new CheckFailedException($"an assertion does not hold: {message} {detailMessage}");

        public override void Write(string? message)
        {
        }

        public override void WriteLine(string? message)
        {
        }
    }
}
