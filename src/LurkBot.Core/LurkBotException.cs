using LurkBot.Text;

namespace LurkBot;

/// <summary>The base of every error that is told to people; it has two audiences.</summary>
public class LurkBotException : Exception
{
    /// <summary>What a sender hears of an error that concerns only the owner.</summary>
    public const string Unexplained = "Something went wrong here. The owner can see what.";

    /// <summary>Creates the error with a message for the owner and, where there is one, its cause.</summary>
    /// <param name="message">For the owner: what went wrong and what to do next. It may hold paths, settings and commands.</param>
    /// <param name="innerException">The error underneath, for logs.</param>
    public LurkBotException(string message, Exception? innerException = null)
        : base(TemporaryName.Hide(message), innerException)
    {
    }

    /// <summary>For anybody who may read along: short, without a path, a setting or a command.</summary>
    public virtual string ForSender => Unexplained;

    /// <summary>What a door makes of it.</summary>
    public virtual ErrorKind Kind => ErrorKind.Failure;
}
