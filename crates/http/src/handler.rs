//! Any `async fn(Ctx, inputs…) -> Result<Output>` is a handler; its types describe the route.

use std::{future::Future, rc::Rc};

use actix_web::HttpResponse;
use futures_util::future::LocalBoxFuture;
use kernel::Result;

use crate::{
    Ctx,
    input::{Incoming, Input},
    openapi::Operation,
    output::Output,
};

/// A function that can serve a route. `Args` only tells the implementations apart.
pub trait Handler<Args>: Clone + Send + Sync + 'static {
    fn call(&self, ctx: Ctx, incoming: Incoming) -> LocalBoxFuture<'static, Result<HttpResponse>>;
    fn describe(operation: &mut Operation);
}

/// A handler whose types are forgotten.
pub(crate) type Erased = Rc<dyn Fn(Ctx, Incoming) -> LocalBoxFuture<'static, Result<HttpResponse>>>;

macro_rules! handlers {
    ($($input:ident $name:ident),*) => {
        impl<F, Fut, O, $($input),*> Handler<($($input,)*)> for F
        where
            F: Fn(Ctx, $($input),*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = Result<O>> + 'static,
            O: Output,
            $($input: Input + 'static),*
        {
            #[allow(unused_variables, reason = "the handler without inputs reads nothing of the request")]
            fn call(&self, ctx: Ctx, incoming: Incoming) -> LocalBoxFuture<'static, Result<HttpResponse>> {
                let f = self.clone();
                Box::pin(async move {
                    $(let $name = $input::take(&incoming)?;)*
                    Ok(f(ctx, $($name),*).await?.respond())
                })
            }

            fn describe(operation: &mut Operation) {
                $($input::describe(operation);)*
                O::describe(operation);
            }
        }
    };
}

handlers!();
handlers!(A a);
handlers!(A a, B b);
handlers!(A a, B b, C c);
